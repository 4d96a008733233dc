"""The one door by which the platform calls another server. Nothing else in the house opens a connection outwards.

A target must stand on the county's list (WEIBAO_OUTBOUND: host names, by commas), be called by TLS, by its plain name, at a
public address. The name is resolved once, every address it has is looked at, and the connection goes to just the address
that was looked at, so that a name that resolves otherwise the next moment gains nothing. A redirect is a call of its own:
it passes the same door or ends there.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
"""A host name in small letters of ASCII, its last part no number: neither an address in one of the many ways of writing
one (decimal, octal, hexadecimal), nor a name that looks like another."""
PORT = 443
SECONDS = 10
MOST_BYTES = 1024 * 1024
MOST_REDIRECTS = 3
REDIRECTS = (301, 302, 303, 307, 308)
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class OutboundRefused(Exception):
    """The call must not be made; the message says why and what to do."""


@dataclass(frozen=True)
class Answer:
    status: int
    content: bytes
    """At most a megabyte; what is longer is cut."""
    headers: Mapping[str, str] = field(default_factory=dict)


class PinnedConnection(http.client.HTTPSConnection):
    """Goes to the address that was looked at; the certificate must be the name's."""

    def __init__(self, host: str, address: Address) -> None:
        self.tls = ssl.create_default_context()
        super().__init__(host, PORT, timeout=SECONDS, context=self.tls)
        self.address = address

    def connect(self) -> None:
        plain = socket.create_connection((str(self.address), PORT), timeout=SECONDS)
        self.sock = self.tls.wrap_socket(plain, server_hostname=self.host)


def call(
    url: str, *, method: str = "POST", content: bytes = b"", headers: Mapping[str, str] | None = None
) -> Answer:
    """Call a server on the county's list.

    Raises:
        OutboundRefused: the target, or what it leads on to, must not be called.
        OSError: it can't be reached or does not answer in ten seconds.
    """
    for _again in range(MOST_REDIRECTS + 1):
        target, address = checked(url)
        answer = ask(target, address, method, content, headers or {})
        if answer.status not in REDIRECTS:
            return answer
        url = urljoin(url, answer.headers.get("location", ""))
        if answer.status == 303:
            method, content = "GET", b""
    raise OutboundRefused(_("对方一再转向别处，已停止。请核对地址。"))


def ask(
    target: SplitResult, address: Address, method: str, content: bytes, headers: Mapping[str, str]
) -> Answer:
    """One request to that very address, redirects not followed."""
    connection = PinnedConnection(str(target.hostname), address)
    try:
        path = target.path or "/"
        connection.request(method, f"{path}?{target.query}" if target.query else path, content, dict(headers))
        found = connection.getresponse()
        said = {name.lower(): value for name, value in found.getheaders()}
        return Answer(found.status, found.read(MOST_BYTES), said)
    finally:
        connection.close()


def checked(url: str) -> tuple[SplitResult, Address]:
    """The parts of an address that may be called, and where its host is.

    Raises:
        OutboundRefused: it may not.
    """
    if not url.isascii() or any(ord(sign) <= 32 for sign in url) or "\\" in url:
        raise OutboundRefused(_("地址里有不该有的字符，请核对。"))
    try:
        target = urlsplit(url)
        port = target.port
    except ValueError:
        raise OutboundRefused(_("地址写得不对，请核对。")) from None
    if target.scheme != "https" or port not in (None, PORT):
        raise OutboundRefused(_("只能用 https 和标准端口对外发送，请核对地址。"))
    if target.username is not None or target.password is not None:
        raise OutboundRefused(_("地址里不能带账号和密码，请核对。"))
    host = target.netloc.removesuffix(f":{PORT}")
    if not HOST.fullmatch(host) or host != target.hostname:
        raise OutboundRefused(_("地址要写成普通的域名，不能是 IP 地址或其他写法。"))
    if host not in settings.OUTBOUND:
        raise OutboundRefused(
            _("“%(host)s”不在允许对外发送的名单里，请运维人员核对后加入 WEIBAO_OUTBOUND。") % {"host": host}
        )
    return target, public_address(host)


def public_address(host: str) -> Address:
    """Where the host is. All of its addresses must be public: one that is not shows that the name is not to be trusted.

    Raises:
        OutboundRefused: it has none, or one that is not public.
    """
    try:
        found = socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)
    except OSError:
        found = []
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    if not addresses:
        raise OutboundRefused(_("找不到“%(host)s”，请核对域名和网络。") % {"host": host})
    if not all(is_public(one) for one in addresses):
        raise OutboundRefused(_("“%(host)s”指向内部网络，已拒绝。") % {"host": host})
    return addresses[0]


def is_public(address: Address) -> bool:
    """Whether an address lies in the open Internet, whatever it is wrapped in."""
    if isinstance(address, ipaddress.IPv6Address):
        inside = (
            address.ipv4_mapped
            or address.sixtofour
            or (address.teredo or (None, None))[1]
            or translated(address)
        )
        if inside is not None:
            return is_public(inside)
    return address.is_global and not address.is_multicast and not address.is_reserved


def translated(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """What an address of NAT64 (RFC 6052) stands for."""
    if address in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None
