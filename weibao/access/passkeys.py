"""Passkeys (WebAuthn level 2) as a second factor, by the `fido2` library: registering one, and proving that one has it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils.translation import gettext as _
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    UserVerificationRequirement,
)

from weibao.access.credentials import SecondFactor
from weibao.access.models import User

STATE = "passkey"
"""In the session: the challenge that the browser's next answer must be to."""


class PasskeyRefused(Exception):
    """The answer of the authenticator does not hold; the message says what to do."""


def host_of(request: HttpRequest) -> str:
    """The host name that passkeys are bound to: no other site can ask for them."""
    return split_domain_port(request.get_host())[0]


def server(request: HttpRequest) -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(name="Weibao", id=host_of(request)))


def held(factors: Iterable[SecondFactor], host: str) -> list[AttestedCredentialData]:
    return [
        AttestedCredentialData(websafe_decode(one.credential))
        for one in factors
        if one.credential and one.host == host
    ]


def begin_adding(request: HttpRequest, user: User) -> dict[str, Any]:
    """What the browser is to ask of the authenticator."""
    options, request.session[STATE] = server(request).register_begin(
        # A name that says nothing: the authenticator may lie about anywhere.
        PublicKeyCredentialUserEntity(id=str(user.pk).encode(), name=user.username, display_name=user.name),
        credentials=held(user.factors.all(), host_of(request)),
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return dict(options)["publicKey"]


def finish_adding(request: HttpRequest, answer: str) -> AttestedCredentialData:
    """The new passkey, from the browser's answer.

    Raises:
        PasskeyRefused: it is none to the challenge of this session.
    """
    data = checked(lambda state, said: server(request).register_complete(state, said), request, answer)
    if data.credential_data is None:
        raise PasskeyRefused(_("设备没有返回通行密钥，请再试一次。"))
    return data.credential_data


def begin_proving(request: HttpRequest, factors: Iterable[SecondFactor]) -> dict[str, Any]:
    options, request.session[STATE] = server(request).authenticate_begin(
        held(factors, host_of(request)), user_verification=UserVerificationRequirement.PREFERRED
    )
    return dict(options)["publicKey"]


def finish_proving(request: HttpRequest, factors: Iterable[SecondFactor], answer: str) -> SecondFactor:
    """The passkey that the browser's answer proves.

    Raises:
        PasskeyRefused: it proves none of them.
    """
    factors = list(factors)
    known = held(factors, host_of(request))
    shown = checked(
        lambda state, said: server(request).authenticate_complete(state, known, said), request, answer
    )
    factor = next(one for one in factors if one.credential_id == websafe_encode(shown.credential_id))
    counted = counter_of(answer)
    if counted and counted <= factor.signatures:
        raise PasskeyRefused(_("这把通行密钥可能被复制过，已拒绝。请换一种方式验证，并告诉安全管理员。"))
    factor.signatures = counted
    return factor


def counter_of(answer: str) -> int:
    """How often the authenticator says it has signed (bytes 33 to 36 of its data); 0: it does not count."""
    data = websafe_decode(json.loads(answer)["response"]["authenticatorData"])
    return int.from_bytes(data[33:37], "big")


def checked(check: Any, request: HttpRequest, answer: str) -> Any:
    state = request.session.pop(STATE, None)
    if state is None:
        raise PasskeyRefused(_("验证等得太久，请再试一次。"))
    try:
        return check(state, json.loads(answer))
    # What a stranger sends as an answer may fail anywhere inside the library, which raises a different error each.
    except Exception as fault:
        raise PasskeyRefused(_("通行密钥没有通过验证，请再试一次。")) from fault
