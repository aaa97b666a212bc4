"""Settings are read strictly: an odd value stops the start with a sentence that names it."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.config.conftest import run_cli

from aftercare.config.environment import (
    VARIABLES,
    Unusable,
    django_database,
    kept_secret,
    read_environment,
    socket_folder,
)


def test_without_any_setting_everything_has_a_safe_default() -> None:
    found = read_environment({})

    assert found.home == Path("var").resolve()
    assert (found.database_url, found.redis_url, found.port) == (None, None, 8000)
    assert (found.debug, found.https) == (False, False)
    assert found.allowed_hosts == ("localhost", "127.0.0.1", "[::1]")
    assert found.trusted_proxies == ("127.0.0.1/32", "::1/128")


@pytest.mark.parametrize(
    ("value", "trusted"),
    [("none", ()), ("10.0.0.0/8, 2001:db8::1", ("10.0.0.0/8", "2001:db8::1/128"))],
)
def test_trusted_proxies_are_addresses_or_networks(value: str, trusted: tuple[str, ...]) -> None:
    assert read_environment({"AFTERCARE_TRUSTED_PROXIES": value}).trusted_proxies == trusted


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AFTERCARE_DEBUG", "flase"),
        ("AFTERCARE_HTTPS", "2"),
        ("AFTERCARE_PORT", "80a"),
        ("AFTERCARE_PORT", "0"),
        ("AFTERCARE_PORT", "65536"),
        ("AFTERCARE_PORT", "-1"),
        ("AFTERCARE_PORT", "８０"),
        ("AFTERCARE_HOME", __file__),
        ("AFTERCARE_SECRET_KEY", "short"),
        ("AFTERCARE_ALLOWED_HOSTS", "*"),
        ("AFTERCARE_ALLOWED_HOSTS", "a.example,,b.example"),
        ("AFTERCARE_ALLOWED_HOSTS", "a.example:8000"),
        ("AFTERCARE_TRUSTED_PROXIES", "proxy.example"),
        ("AFTERCARE_TRUSTED_PROXIES", "10.0.0.1/8"),
        ("AFTERCARE_TRUSTED_PROXIES", "10.0.0.1,,10.0.0.2"),
        ("AFTERCARE_TRUSTED_PROXIES", "0.0.0.0/0"),
        ("AFTERCARE_TRUSTED_PROXIES", "*"),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "postgresql://host:port/name"),
        ("DATABASE_URL", "postgresql://host"),
        ("REDIS_URL", "host:6379"),
        ("AFTERCARE_PROT", "8000"),
    ],
)
def test_an_odd_value_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(Unusable, match=name):
        read_environment({name: value})


def test_a_refusal_never_repeats_a_password() -> None:
    with pytest.raises(Unusable) as refusal:
        read_environment({"DATABASE_URL": "mysql://shop:geheim@host/name"})

    assert "geheim" not in str(refusal.value)


def test_the_program_reports_an_odd_value_in_one_sentence(home: Path) -> None:
    done = run_cli("check", home=home, AFTERCARE_PORT="many")

    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "aftercare check: AFTERCARE_PORT must be a whole number from 1 to 65535, not 'many'."
    ]
    assert not any(home.iterdir())


def test_a_given_secret_key_is_used_and_no_file_is_made(tmp_path: Path) -> None:
    found = read_environment({"AFTERCARE_HOME": str(tmp_path), "AFTERCARE_SECRET_KEY": "k" * 32})

    assert found.secret_key == "k" * 32
    assert not any(tmp_path.iterdir())
    assert "kkkk" not in repr(found)


def test_an_absent_secret_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    found = read_environment({"AFTERCARE_HOME": str(tmp_path)})

    first, again = found.secret_key, read_environment({"AFTERCARE_HOME": str(tmp_path)}).secret_key

    assert first == again
    assert len(first) >= 50
    assert (tmp_path / "keys" / "secret.key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(kept_secret, [tmp_path / "keys" / "secret.key"] * 40))

    assert len(found) == 1
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["secret.key"]


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    kept_secret(path)
    path.chmod(0o644)

    with pytest.raises(Unusable, match="chmod 600"):
        kept_secret(path)


def test_a_damaged_key_is_refused_and_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    path.touch(mode=0o600)

    with pytest.raises(Unusable, match="damaged"):
        kept_secret(path)
    assert path.read_text() == ""


def test_a_database_address_becomes_djangos_settings() -> None:
    found = django_database("postgresql://shop:p%40ss@db.example:5433/after%20care?sslmode=require")

    assert found == {
        "ENGINE": "aftercare.core.database",
        "NAME": "after care",
        "USER": "shop",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 0, "sslmode": "require"},
    }


def test_the_socket_has_a_short_path_whatever_the_data_folder_is() -> None:
    path = socket_folder(Path("/" + "long/" * 60)) / ".s.PGSQL.5432.lock"

    assert len(str(path)) < 100
    assert socket_folder(Path("/a")) != socket_folder(Path("/b"))


def test_the_documentation_lists_exactly_these_settings() -> None:
    document = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = [line for line in document.splitlines() if re.match(r"\| `[A-Z_]+`", line)]

    assert rows == [f"| `{one.name}` | {one.default} | {one.meaning} |" for one in VARIABLES]


def test_no_other_file_reads_the_environment() -> None:
    source = Path(__file__).parents[2] / "src" / "aftercare"
    reading = re.compile(r"os\.environ|getenv")

    names = {path.relative_to(source).as_posix() for path in source.rglob("*.py") if reading.search(path.read_text())}
    doors, shown = {"config/asgi.py", "config/wsgi.py", "config/cli.py"}, {"web/widget/samples.py"}  # text for shops
    assert names - doors - shown == {"config/environment.py"}
