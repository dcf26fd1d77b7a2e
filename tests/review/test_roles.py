import pytest

from spasm_qa.review.roles import Role, is_local, role_of

LISTS = {"reviewers": "Ada@Example.org, both@example.org", "editors": "eve@example.org,both@example.org"}
SIGNED_IN = {"is_logged_in": True, "email": "ada@example.org", "email_verified": True}
LOCAL = {"Host": ["localhost:8501"], "Origin": ["http://localhost:8501"]}


@pytest.mark.parametrize(
    ("email", "role"),
    [
        ("ada@example.org", Role.REVIEWER),
        (" ADA@EXAMPLE.ORG ", Role.REVIEWER),
        ("eve@example.org", Role.EDITOR),
        ("both@example.org", Role.REVIEWER),
        ("someone@example.org", Role.READER),
        ("ada@example.org.evil.com", Role.READER),
        ("", Role.READER),
        (None, Role.READER),
        (["ada@example.org"], Role.READER),
    ],
)
def test_a_role_is_given_by_address_alone(email, role) -> None:
    assert role_of({**SIGNED_IN, "email": email}, **LISTS) is role


@pytest.mark.parametrize("verified", [False, None, "false", "", 0, "yes", ["true"], {}])
def test_an_address_that_was_not_verified_counts_for_nothing(verified) -> None:
    assert role_of({**SIGNED_IN, "email_verified": verified}, **LISTS) is Role.READER
    assert role_of({name: SIGNED_IN[name] for name in ("is_logged_in", "email")}, **LISTS) is Role.READER


@pytest.mark.parametrize("signed_in", [False, None, "true", 0])
def test_who_is_not_signed_in_is_a_reader(signed_in) -> None:
    assert role_of({**SIGNED_IN, "is_logged_in": signed_in}, **LISTS) is Role.READER


def test_empty_lists_let_nobody_in() -> None:
    assert role_of({**SIGNED_IN, "email": ""}, reviewers="", editors=" , ") is Role.READER


@pytest.mark.parametrize("host", ["localhost", "localhost:8501", "127.0.0.1:8501", "[::1]:8501", "LOCALHOST:80"])
def test_a_browser_on_this_machine_is_local(host) -> None:
    assert is_local(None, {"host": [host], "origin": [f"http://{host}"]})


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"X-Forwarded-For": ["127.0.0.1"]}, id="proxy"),
        pytest.param({"x-forwarded-host": ["localhost"]}, id="proxy-host"),
        pytest.param({"Forwarded": ["for=127.0.0.1"]}, id="forwarded"),
        pytest.param({"X-Real-IP": ["127.0.0.1"]}, id="real-ip"),
        pytest.param({"Via": ["1.1 proxy"]}, id="via"),
        pytest.param({"CF-Connecting-IP": ["9.9.9.9"]}, id="tunnel"),
        pytest.param({"Host": ["evil.example:8501"]}, id="dns-rebinding"),
        pytest.param({"Host": ["localhost.evil.example"]}, id="look-alike"),
        pytest.param({"Host": ["evil@localhost@evil.example"]}, id="user-part"),
        pytest.param({"Host": ["10.0.0.4:8501"]}, id="address-in-the-network"),
        pytest.param({"Host": []}, id="no-host"),
        pytest.param({"Host": ["localhost", "evil.example"]}, id="two-hosts"),
        pytest.param({"Host": ["[::1"]}, id="broken-host"),
        pytest.param({"Origin": ["https://app.example.org"]}, id="silent-proxy"),
        pytest.param({"Origin": ["null"]}, id="sandboxed-page"),
        pytest.param({"Origin": []}, id="no-browser"),
    ],
)
def test_anything_else_is_remote(change) -> None:
    assert not is_local(None, {**LOCAL, **change})


@pytest.mark.parametrize("ip", ["10.0.0.4", "192.168.1.2", "2001:db8::1", "", "localhost", "127.0.0.1.evil"])
def test_another_machine_is_remote(ip) -> None:
    assert not is_local(ip, LOCAL)


def test_no_request_at_all_is_remote() -> None:
    assert not is_local(None, {})
