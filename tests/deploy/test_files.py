"""The deployment files are whole and closed, told without starting anything."""

import re
import shutil
import stat
import subprocess

import pytest

from tests.deploy.installed import NAME, PROJECT, install

pytestmark = pytest.mark.pure
SERVICES = sorted((PROJECT / "deploy/systemd").glob("*.service"))
HARDENED = [
    "User=weibao", "UMask=0077", "NoNewPrivileges=yes", "CapabilityBoundingSet=", "ProtectSystem=strict",
    "PrivateTmp=yes", "SystemCallFilter=@system-service", "IPAddressDeny=any", "LimitCORE=0", "MemorySwapMax=0",
]  # fmt: skip


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    return install(tmp_path_factory.mktemp("root"))


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.name)
def test_every_service_runs_without_privileges_network_and_traces_on_the_disk(service):
    lines = service.read_text().splitlines()
    assert not [one for one in HARDENED if one not in lines]


def test_systemd_finds_no_fault_in_the_units(tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd here")
    units = []
    for path in (PROJECT / "deploy/systemd").iterdir():
        units.append(tmp_path / path.name)
        units[-1].write_text(path.read_text().replace("/opt/weibao/.venv/bin/weibao", "/bin/true"))
    checked = subprocess.run(
        ["systemd-analyze", "verify", *units],
        capture_output=True,
        text=True,
        env={"SYSTEMD_LOG_LEVEL": "warning"},
    )
    assert (checked.returncode, checked.stderr) == (0, "")


def test_installing_twice_leaves_settings_and_certificate_as_they_are(installed):
    settings = installed.root / "etc/weibao/weibao.env"
    settings.write_text(settings.read_text() + "WEIBAO_LOG_LEVEL=INFO\n")
    certificate = (installed.root / "etc/weibao/tls/weibao.crt").read_bytes()
    done = subprocess.run(
        [PROJECT / "deploy/install.sh", NAME], env={"ROOT": str(installed.root), "PATH": "/usr/bin:/bin"}
    )
    assert done.returncode == 0
    assert "WEIBAO_LOG_LEVEL=INFO" in settings.read_text()
    assert (installed.root / "etc/weibao/tls/weibao.crt").read_bytes() == certificate


@pytest.mark.parametrize(
    ("place", "mode"),
    [
        ("srv/weibao/data", 0o700),
        ("srv/weibao-backup", 0o700),
        ("etc/weibao/keys", 0o700),
        ("etc/weibao/weibao.env", 0o640),
        ("etc/weibao/tls/weibao.key", 0o600),
        ("etc/weibao/tls/ca.key", 0o600),
    ],
)
def test_what_is_put_in_place_is_closed_to_others(installed, place, mode):
    assert stat.S_IMODE((installed.root / place).stat().st_mode) == mode


def test_every_setting_of_the_example_is_explained_in_the_operators_handbook():
    names = re.findall(r"^#?([A-Z_]+)=", (PROJECT / "deploy/weibao.env").read_text(), re.MULTILINE)
    handbook = (PROJECT / "docs/operating.md").read_text()
    assert [name for name in names if f"`{name}`" not in handbook] == []


def test_the_access_log_holds_neither_query_nor_page_of_origin():
    site = (PROJECT / "deploy/nginx/weibao.conf").read_text()
    (form,) = re.findall(r"log_format weibao '([^']*)'", site)
    assert not re.search(r"\$(args|request\b|request_uri|query_string|http_)", form)
