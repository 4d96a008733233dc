"""The one door outwards: who is not on the list, not public, or not plainly written is not called; nor led on to."""

import ast
import ipaddress
import socket
from pathlib import Path

import pytest

import weibao
from weibao import outbound
from weibao.outbound import Answer, OutboundRefused, PinnedConnection, call, checked, is_public

pytestmark = pytest.mark.pure
PUBLIC = "93.184.215.14"
GOOD = "https://hooks.example.com/send?key=1"


@pytest.fixture(autouse=True)
def door(settings, monkeypatch):
    """Two hosts on the list; names resolve to what `names` says, and connections are only noted."""
    settings.OUTBOUND = ["hooks.example.com", "second.example.com"]
    names = {"hooks.example.com": [PUBLIC], "second.example.com": ["8.8.8.8"]}
    asked, answers = [], []

    def resolve(host, port, **kwargs):
        if host not in names:
            raise socket.gaierror
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in names[host]]

    def ask(target, address, method, content, headers):
        asked.append((target.hostname, str(address), method, content))
        return answers.pop(0) if answers else Answer(200, b"ok")

    monkeypatch.setattr(outbound.socket, "getaddrinfo", resolve)
    monkeypatch.setattr(outbound, "ask", ask)
    return names, asked, answers


def test_a_host_on_the_list_is_called_at_the_address_that_was_looked_at(door):
    _names, asked, _answers = door
    assert call(GOOD, content=b"{}").content == b"ok"
    assert asked == [("hooks.example.com", PUBLIC, "POST", b"{}")]


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example.com/",
        "https://hooks.example.com.elsewhere.example/",
        "https://elsewhere.example.com/?hooks.example.com",
        "https://hooks.example.com@elsewhere.example.com/",
        "https://elsewhere.example.com#hooks.example.com",
        "https://elsewhere.example.com\\@hooks.example.com/",
        "http://hooks.example.com/",
        "https://hooks.example.com:8443/",
        "https://hooks.example.com:99999/",
        "https://user:secret@hooks.example.com/",
        "https://hooks.example.com./",
        "https://HOOKS.example.com/",
        "https://hooks。example。com/",
        "https://h%6foks.example.com/",
        "https://hooks.example.com/ x",
        "https://hooks.example.com/\r\nHost: elsewhere",
        "//hooks.example.com/",
        "file:///etc/passwd",
        "gopher://hooks.example.com/",
        "",
    ],
)
def test_what_is_not_on_the_list_or_not_plainly_written_is_refused(url, door):
    with pytest.raises(OutboundRefused):
        call(url)
    assert door[1] == []


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "localhost",
        "169.254.169.254", "10.0.0.1", "0", "127.0.0.1.", "１２７.0.0.1", "intranet",
    ],
)  # fmt: skip
def test_an_address_in_numbers_is_refused_however_it_is_written_even_if_listed(host, settings):
    settings.OUTBOUND = [host, host.strip("[]")]
    with pytest.raises(OutboundRefused):
        call(f"https://{host}/")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "2001:db8::1",
        "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1", "2001:0:5ef5:79fb:0:59d:f5ff:fffe",
    ],
)  # fmt: skip
def test_a_name_that_leads_inside_is_refused(door, address):
    assert not is_public(ipaddress.ip_address(address))
    door[0]["hooks.example.com"] = [address]
    with pytest.raises(OutboundRefused, match="内部网络"):
        call(GOOD)
    assert door[1] == []


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:8.8.8.8"])
def test_public_addresses_are_public_whatever_they_are_wrapped_in(address):
    assert is_public(ipaddress.ip_address(address))


def test_of_several_addresses_one_inside_is_enough_to_refuse(door):
    door[0]["hooks.example.com"] = [PUBLIC, "10.0.0.1"]
    with pytest.raises(OutboundRefused):
        call(GOOD)


def test_a_name_that_nobody_knows_is_told(door):
    door[0].clear()
    with pytest.raises(OutboundRefused, match="找不到"):
        call(GOOD)


def test_a_name_that_resolves_otherwise_the_next_moment_gains_nothing(door, monkeypatch):
    """The connection is opened to the address that was looked at, whatever the name says by then."""
    opened = []
    monkeypatch.setattr(
        outbound.socket, "create_connection", lambda where, timeout: opened.append(where) or socket.socket()
    )
    _target, address = checked(GOOD)
    door[0]["hooks.example.com"] = ["127.0.0.1"]
    connection = PinnedConnection("hooks.example.com", address)
    names = []
    monkeypatch.setattr(
        connection.tls,
        "wrap_socket",
        lambda plain, server_hostname: names.append(server_hostname) or plain,
        raising=False,
    )
    connection.connect()
    connection.close()
    assert opened == [(PUBLIC, 443)]
    assert names == ["hooks.example.com"], "the certificate must be the name's"


def test_the_certificate_is_looked_at():
    connection = PinnedConnection("hooks.example.com", ipaddress.ip_address(PUBLIC))
    assert connection.tls.check_hostname
    assert connection.tls.verify_mode.name == "CERT_REQUIRED"


def test_a_redirect_is_a_call_of_its_own(door):
    _names, asked, answers = door
    answers.append(Answer(307, b"", {"location": "https://second.example.com/x"}))
    assert call(GOOD, content=b"{}").status == 200
    assert asked[1] == ("second.example.com", "8.8.8.8", "POST", b"{}")


@pytest.mark.parametrize(
    "location",
    [
        "https://elsewhere.example.com/",
        "http://hooks.example.com/",
        "https://127.0.0.1/",
        "//10.0.0.1/",
        "file:///x",
    ],
)
def test_a_redirect_leads_nowhere_that_may_not_be_called(door, location):
    _names, asked, answers = door
    answers.append(Answer(302, b"", {"location": location}))
    with pytest.raises(OutboundRefused):
        call(GOOD, content=b"secret")
    assert len(asked) == 1


def test_redirects_without_end_end(door):
    _names, asked, answers = door
    answers += [Answer(302, b"", {"location": GOOD})] * 9
    with pytest.raises(OutboundRefused, match="转向"):
        call(GOOD)
    assert len(asked) == 4


def test_without_a_list_nothing_goes_out(settings):
    settings.OUTBOUND = []
    with pytest.raises(OutboundRefused, match="WEIBAO_OUTBOUND"):
        call(GOOD)


CONNECTING = {
    "socket", "http.client", "urllib.request", "ftplib", "smtplib", "poplib", "imaplib", "telnetlib", "xmlrpc.client",
    "requests", "httpx", "aiohttp", "urllib3", "apprise",
}  # fmt: skip


def test_no_other_module_of_the_house_opens_a_connection():
    found = set()
    for path in Path(weibao.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name == one or name.startswith(f"{one}.") for name in names for one in CONNECTING):
                found.add(path.name)
    assert found == {"outbound.py"}
