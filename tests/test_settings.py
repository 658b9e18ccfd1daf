"""OPS-2: settings come from the environment, and mistakes in them are told."""

from pathlib import Path

import pytest

from guanxi.settings import Settings

OTHER = Settings(
    database_url="postgresql://somewhere/else",
    data=Path("/data"),
    host="::1",
    port=1,
    web_workers=3,
    demo=True,
    log_level="debug",
    log_folder=Path("/logs"),
)


def test_an_empty_environment_means_the_embedded_parts() -> None:
    assert Settings.from_environment({}) == Settings(None, Path("var/data"), "127.0.0.1", 8000, 1, demo=False)


@pytest.mark.parametrize("settings", [Settings(), OTHER], ids=["default", "other"])
def test_a_child_process_reads_the_same_settings(settings: Settings) -> None:
    assert Settings.from_environment(settings.as_environment()) == settings


@pytest.mark.parametrize("port", ["http", "-1", "80.5", "70000"])
def test_a_port_that_is_none_is_refused_by_name(port: str) -> None:
    with pytest.raises(SystemExit, match="GUANXI_PORT"):
        Settings.from_environment({"GUANXI_PORT": port})


def test_an_unknown_log_level_is_refused_by_name() -> None:
    with pytest.raises(SystemExit, match="GUANXI_LOG_LEVEL"):
        Settings.from_environment({"GUANXI_LOG_LEVEL": "loud"})
