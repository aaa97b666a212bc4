"""The practice provider: keys, faults, refusals of bad input; and the checks of channels at start."""

import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from aftercare.connectors.payouts import checks as address_checks
from aftercare.connectors.payouts.manual import ManualChannel
from aftercare.connectors.payouts.simulator import SimulatorChannel
from aftercare.connectors.simulator.faults import Weather
from aftercare.connectors.simulator.server import Simulator
from aftercare.core.money import Money
from aftercare.money import checks
from aftercare.money.channels import Outcome, PayoutOrder, Result

ORDER = {"key": "refund-1", "merchant": "1", "payee": "p", "purpose": "x", "amount_fen": 12}


def call(provider: Simulator, path: str, body: Any = None) -> tuple[int, dict[str, Any]]:
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(provider.address + path, data=data), timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as answer:
        return answer.code, json.load(answer)


@pytest.mark.attack("H1", "H2")
def test_one_key_is_one_payment_even_at_once(provider: Simulator) -> None:
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _n: call(provider, "/pay", ORDER), range(20)))
    assert {json.dumps(answer) for answer in answers} == {json.dumps(answers[0])}
    assert answers[0][1]["voucher"] == "SIM0000000001"
    assert call(provider, "/pay", {**ORDER, "amount_fen": 13})[0] == 409
    assert call(provider, "/pay", {**ORDER, "payee": "q"})[0] == 409
    assert len(call(provider, "/records")[1]["records"]) == 1
    assert call(provider, "/calls")[1] == {"pay": 22}


def test_a_provider_without_keys_pays_every_call(provider: Simulator) -> None:
    call(provider, "/faults", {"no_keys": True})
    vouchers = [call(provider, "/pay", ORDER)[1]["voucher"] for _ in range(2)]
    assert vouchers == ["SIM0000000001", "SIM0000000002"]
    assert call(provider, "/pay/refund-1")[1]["voucher"] == "SIM0000000001"


@pytest.mark.attack("F11", "H9")
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"[" * 10_000,
        b"x" * 20_000,
        {**ORDER, "amount_fen": 0},
        {**ORDER, "amount_fen": -1},
        {**ORDER, "amount_fen": 1.5},
        {**ORDER, "amount_fen": True},
        {**ORDER, "amount_fen": "12"},
        {**ORDER, "amount_fen": 2**63},
        {**ORDER, "key": "a b"},
        {**ORDER, "key": "x" * 61},
        {**ORDER, "payee": ""},
        {**ORDER, "more": 1},
        {"key": "refund-1"},
    ],
)
def test_bad_input_is_refused_and_not_executed(provider: Simulator, body: Any) -> None:
    status, answer = call(provider, "/pay", body)
    assert (status, list(answer)) == (400, ["error"])
    assert call(provider, "/records")[1]["records"] == []


@pytest.mark.parametrize("faults", [{"rain": 1}, {"reply_lost": 2}, {"reply_lost": "a"}, {"seed": 1.5}, {"down": 1}])
def test_unknown_faults_are_refused(provider: Simulator, faults: dict[str, Any]) -> None:
    call(provider, "/faults", {"stall": 0.5})
    assert call(provider, "/faults", faults)[0] == 400
    assert call(provider, "/faults")[1]["stall"] == 0.5


def test_faults_repeat_with_their_seed() -> None:
    def drawn(seed: int) -> list[object]:
        weather = Weather()
        weather.set({"reply_lost": 0.2, "error_500": 0.1, "stall": 0.05, "refuse": 0.1, "seed": seed})
        return [weather.fate() for _ in range(500)]

    assert drawn(7) == drawn(7) != drawn(8)
    lost = sum(fate.reply_lost for fate in drawn(7))
    assert 60 <= lost <= 140


def test_the_program_prints_its_address_keeps_its_record_and_stops(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "aftercare.connectors.simulator", "--record", str(tmp_path / "record.sqlite3")]
    for expected in (1, 1):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            channel = SimulatorChannel(child.stdout.readline().strip())
            order = PayoutOrder("refund-1", "1", Money(1), "p", "x")
            assert channel.pay(order) == Outcome(Result.PAID, f"SIM{expected:010d}")
            child.send_signal(signal.SIGTERM)
            assert child.wait(10) == 0


@pytest.mark.attack("F4")
@pytest.mark.parametrize(
    ("address", "fine"),
    [
        ("http://127.0.0.1:8009", True),
        ("http://[::1]:8009/", True),
        ("http://localhost:1", True),
        ("http://example.com", False),
        ("http://169.254.169.254", False),
        ("http://0x7f.1", False),
        ("https://127.0.0.1", False),
        ("http://user@127.0.0.1", False),
        ("http://127.0.0.1/else", False),
        ("http://127.0.0.1.example.com", False),
    ],
)
def test_the_provider_to_practise_with_is_on_this_machine(address: str, fine: bool) -> None:
    assert [problem.id for problem in address_checks.problems_of(address)] == (
        [] if fine else ["aftercare.connectors.E001"]
    )


def test_channels_that_cannot_keep_their_promises_are_named() -> None:
    blind = SimulatorChannel("http://127.0.0.1", code="Blind", idempotent=False, can_query=False)
    assert [problem.id for problem in checks.problems_of(blind)] == ["aftercare.money.E001", "aftercare.money.W001"]
    assert checks.problems_of(ManualChannel()) == checks.problems_of(SimulatorChannel("http://127.0.0.1")) == []
