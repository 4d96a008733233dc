"""Started from the shipped files: signing in over TLS, what the browser is told, what is turned away, the nightly units."""

import json
import re
import ssl
import time
from contextlib import ExitStack
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest

from tests.deploy.installed import NAME, install, wait_for_port

pytestmark = [pytest.mark.drill, pytest.mark.pure]
YEAR = 365 * 24 * 3600


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    installed = install(tmp_path_factory.mktemp("root"))
    for command in (("keys", "new"), ("audit", "key", "--new")):
        done = installed.run(*command)
        assert done.returncode == 0, done.stderr
    founded = installed.run("init", "--county", "620723", "--json")
    assert founded.returncode == 0, founded.stderr
    (installed.root / "accounts.json").write_text(founded.stdout)
    with ExitStack() as running:
        for unit in ("weibao-web.service", "weibao-worker.service"):
            running.enter_context(installed.started(unit))
        running.enter_context(installed.behind_nginx())
        wait_for_port(installed.site_port)
        yield installed


def test_an_administrator_signs_in_over_tls_and_is_led_to_a_password_of_his_own(installed):
    account = json.loads((installed.root / "accounts.json").read_text())["accounts"][0]
    page = installed.ask("GET", "/sign-in/")
    assert page.status == 200
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.body.decode())[1]
    cookies = SimpleCookie(page.headers["Set-Cookie"])
    form = urlencode({"csrfmiddlewaretoken": token} | account)
    answer = installed.ask(
        "POST", "/sign-in/", form.encode(),
        Content_Type="application/x-www-form-urlencoded",
        Cookie=f"__Host-csrftoken={cookies['__Host-csrftoken'].value}",
        Origin=f"https://{NAME}", Referer=f"https://{NAME}/sign-in/",
    )  # fmt: skip
    assert answer.status == 302, answer.body.decode()[:2000]
    session = next(one for one in answer.headers.get_all("Set-Cookie") if "sessionid" in one)
    assert session.startswith("__Host-sessionid=")
    assert {"Secure", "HttpOnly", "Path=/"} <= {part.strip() for part in session.split(";")}
    assert "Domain" not in session
    led = installed.ask("GET", "/", Cookie=session.split(";")[0])
    assert (led.status, led.headers["Location"]) == (302, "/administration/password/")


def test_the_browser_is_told_to_come_encrypted_only_and_to_keep_nothing(installed):
    page = installed.ask("GET", "/sign-in/")
    assert int(re.search(r"max-age=(\d+)", page.headers["Strict-Transport-Security"])[1]) >= YEAR
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store" or "no-store" in page.headers["Cache-Control"]
    assert re.fullmatch(r"nginx", page.headers["Server"])


def test_unencrypted_one_is_led_to_the_encrypted_address(installed):
    from http.client import HTTPConnection

    connection = HTTPConnection("127.0.0.1", installed.plain_port, timeout=30)
    connection.request("GET", "/sign-in/?next=/", headers={"Host": NAME})
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}/sign-in/?next=/")


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_old_encryption_is_turned_away(installed):
    context = installed.context()
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    connection = installed.connection()
    connection._context = context
    with pytest.raises((ssl.SSLError, ConnectionError)):
        connection.request("GET", "/sign-in/")


def test_under_another_name_nobody_answers(installed):
    with pytest.raises((ConnectionError, OSError)):
        installed.ask("GET", "/sign-in/", Host="elsewhere.example")


def test_styles_are_served_compressed(installed):
    page = installed.ask("GET", "/sign-in/").body.decode()
    for path in re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', page):
        answer = installed.ask("GET", path, Accept_Encoding="gzip")
        assert (answer.status, answer.headers["Content-Encoding"]) == (200, "gzip"), path


@pytest.mark.parametrize(("path", "megabytes"), [("/sign-in/", 11), ("/feeds/upload/", 120)])
def test_what_is_too_large_is_turned_away_with_a_sentence(installed, path, megabytes):
    # Only announced: nginx answers before any of it is sent.
    connection = installed.connection()
    connection.putrequest("POST", path, skip_host=True)
    connection.putheader("Host", NAME)
    connection.putheader("Content-Length", str(megabytes * 1024 * 1024))
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == 413
    assert "单个文件不能超过 100 MB" in answer.read().decode()


def test_a_client_that_says_nothing_is_let_go(installed):
    import socket

    started = time.monotonic()
    with socket.create_connection(("127.0.0.1", installed.tls_port)) as raw:
        raw.settimeout(90)
        with installed.context().wrap_socket(raw, server_hostname=NAME) as silent:
            silent.sendall(f"POST /sign-in/ HTTP/1.1\r\nHost: {NAME}\r\n".encode())
            assert silent.recv(1000) == b"" or b"408" in silent.recv(1000)
    assert time.monotonic() - started < 30


def test_who_says_himself_that_he_comes_from_elsewhere_is_not_believed(installed):
    answer = installed.ask("GET", "/sign-in/", X_Forwarded_Proto="http", X_Forwarded_Host="evil.example")
    assert answer.status == 200
    assert "evil.example" not in answer.body.decode()


def test_the_access_log_does_not_hold_what_was_searched_for(installed):
    installed.ask("GET", "/children/?q=%E6%9B%BE%E5%AD%90%E6%B6%B5")
    time.sleep(0.5)
    log = (installed.root / "var/log/nginx/weibao.log").read_text()
    assert "/children/" in log
    assert "%E6%9B%BE" not in log


def test_the_nightly_backup_and_the_morning_round_run_as_their_units_say(installed):
    backup = installed.start_of("weibao-backup.service")
    assert backup.returncode == 0, backup.stderr
    assert list((installed.root / "srv/weibao-backup").glob("weibao-*.backup"))
    installed.run("audit", "head", "-o", str(installed.root / "srv/weibao-heads/head-first.json"))
    time.sleep(65)  # until the worker's first pulse
    round = installed.start_of("weibao-doctor.service")
    assert round.returncode == 0, round.stdout + round.stderr
    assert "须处理 0 项" in round.stdout


def test_the_program_logs_hold_nothing_but_their_own(installed):
    for unit in ("weibao-web.service", "weibao-worker.service"):
        assert "Traceback" not in (installed.root / f"{unit}.log").read_text()


def test_while_the_site_is_down_a_page_says_so(tmp_path):
    installed = install(tmp_path / "root")
    with installed.behind_nginx():
        answer = installed.ask("GET", "/sign-in/")
    assert answer.status == 502
    assert "平台暂时停用" in answer.body.decode()
