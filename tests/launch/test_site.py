"""Where the site keeps its data, which ports it takes, and how it says what is missing."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from anxin.adapters.channel.alipay import AlipayChannel, AlipayMerchant
from anxin.adapters.channel.wechat import WechatChannel, WechatMerchant
from anxin.launch import packages
from anxin.launch.errors import LaunchError
from anxin.launch.site import Ports, choose_ports, data_folder, sandbox_keys, site_settings
from config.secrets import load_alipay, load_wechat


def test_every_cluster_has_its_own_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANXIN_DATA", raising=False)
    assert data_folder(cluster="run").parts[-2:] == (".data", "run")
    assert data_folder(cluster="test").parts[-2:] == (".data", "test")


def test_a_data_folder_given_for_the_site_never_takes_in_the_tests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ANXIN_DATA", "/srv/shop")
    assert data_folder(cluster="run") == Path("/srv/shop")
    assert data_folder(cluster="test") == Path("/srv/shop-test")


def test_a_port_asked_for_by_name_must_be_free(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("ANXIN_PORT", str(other.getsockname()[1]))
        with pytest.raises(LaunchError, match="taken"):
            choose_ports()


def test_no_two_programs_share_a_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANXIN_PORT", raising=False)
    chosen = choose_ports()
    assert chosen.web >= 8000
    assert chosen.web < chosen.live < chosen.sandbox


def test_the_site_knows_both_rails_of_the_sandbox_by_the_keys_made_for_it(tmp_path: Path) -> None:
    settings = site_settings(data=tmp_path, chosen=Ports(8000, 8001, 8002))
    for keys in sandbox_keys(data=tmp_path):
        subprocess.run(keys.command, check=True, cwd=Path(__file__).parents[2])
    alipay = load_alipay(
        settings["ANXIN_ALIPAY_FOLDER"], gateway=settings["ANXIN_ALIPAY_GATEWAY"], notify_url=""
    )
    wechat = load_wechat(
        settings["ANXIN_WECHAT_FOLDER"], gateway=settings["ANXIN_WECHAT_GATEWAY"], notify_url=""
    )
    assert alipay["gateway"] == "http://localhost:8002/gateway.do"
    assert wechat["gateway"] == settings["SANDBOX_ORIGIN"] == "http://localhost:8002"
    assert AlipayChannel(AlipayMerchant(**alipay)).identity == alipay["app_id"]
    assert WechatChannel(WechatMerchant(**wechat)).identity == wechat["mchid"]
    assert (tmp_path / "wechat" / "apiclient_key.pem").stat().st_mode & 0o077 == 0


def test_a_command_beside_a_database_passes_on_its_exit_status(data: Path) -> None:
    environment = {**os.environ, "ANXIN_DATA": str(data)}
    environment.pop("DATABASE_URL", None)
    environment.pop("ANXIN_SECRETS_FILE", None)
    seen = "import os, sys; print(os.environ['DATABASE_URL']); sys.exit(7)"
    around = [sys.executable, "-m", "anxin.launch", "with-postgres", "--cluster", "run", "--"]
    done = subprocess.run(
        [*around, sys.executable, "-c", seen],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 7
    assert done.stdout.startswith("postgresql://anxin:")
    assert (data / "secrets.json").exists()


def test_an_ordinary_user_is_told_which_command_brings_what_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    missing = packages.Package("chromium", lambda: False)
    with pytest.raises(LaunchError, match=r"sudo apt-get install .*chromium"):
        packages.require(wanted=[missing])
