"""The commands: one JSON object a line, a bad line does not stop the others, nothing else on standard output."""

import io
import json
import sys
from pathlib import Path

import pytest
from fakes import WordHashEmbedder

from spasm_qa import cli
from spasm_qa.settings import Settings
from spasm_qa.types import DISCLAIMER

GOOD = {"id": "c1", "audience": "patient", "turns": ["Does magnesium help leg cramps?", "and in pregnancy?"]}
HELP = "Does magnesium help leg cramps?"


@pytest.fixture(autouse=True)
def _own_home(monkeypatch, tmp_path, assistant) -> None:
    """Commands use the tiny index, whatever is installed on this machine."""
    monkeypatch.setenv("SPASM_QA_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(cli, "assistant", lambda settings: assistant)


@pytest.fixture
def batch(tmp_path, monkeypatch, capsys):
    """Run `batch` on lines from standard input; return the exit status and what stands on standard output, parsed."""

    def _batch(*lines: str | bytes | dict) -> tuple[int, list[dict]]:
        given = b"".join(
            (line if isinstance(line, bytes) else (line if isinstance(line, str) else json.dumps(line)).encode()) + b"\n" for line in lines
        )
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
        status = cli.main(["batch"])
        return status, [json.loads(line) for line in capsys.readouterr().out.split("\n") if line]

    return _batch


def test_a_conversation_gets_a_reply_to_every_turn(batch) -> None:
    status, (answer,) = batch(GOOD)

    assert status == 0
    assert answer["id"] == "c1"
    assert [r["question"] for r in answer["replies"]] == GOOD["turns"]
    assert [[s["id"] for s in r["statements"]] for r in answer["replies"]][1] == ["mg-pregnancy"]
    assert answer["replies"][1]["standalone"] == "Does magnesium help leg cramps, in pregnancy?"
    assert {r["disclaimer"] for r in answer["replies"]} == {DISCLAIMER}


BAD = {
    "not-json": "{",
    "no-object": "[1, 2]",
    "a-number": "7",
    "null": "null",
    "no-turns": '{"id": "x"}',
    "turns-no-list": '{"id": "x", "turns": "Does it help?"}',
    "turn-no-string": '{"id": "x", "turns": [7]}',
    "turn-null": '{"id": "x", "turns": [null]}',
    "audience-unknown": '{"id": "x", "audience": "child", "turns": ["q"]}',
    "audience-list": '{"id": "x", "audience": [], "turns": ["q"]}',
    "deep": "[" * 100_000,
}


@pytest.mark.parametrize("line", BAD.values(), ids=BAD)
def test_a_broken_line_is_answered_with_its_error_and_the_rest_go_on(batch, line) -> None:
    status, answers = batch(GOOD, line, {**GOOD, "id": "c2"})

    assert status == 1
    assert [a["id"] for a in answers] == ["c1", "x" if '"x"' in line else None, "c2"]
    assert set(answers[1]) == {"id", "error"}
    assert set(answers[1]["error"]) == {"type", "message", "hint"}
    assert all(answers[1]["error"].values())
    assert len(answers[0]["replies"]) == len(answers[2]["replies"]) == 2


def test_empty_lines_are_passed_over(batch) -> None:
    status, answers = batch("", GOOD, "   ")

    assert (status, len(answers)) == (0, 1)


def test_no_lines_are_no_error(batch) -> None:
    assert batch() == (0, [])


def test_lines_share_nothing(batch) -> None:
    _, (_, second) = batch({"id": 1, "turns": ["I'm pregnant. " + HELP]}, {"id": 2, "turns": [HELP]})

    assert second["replies"][0]["understood"] == []
    assert "mg-pregnancy" not in [s["id"] for s in second["replies"][0]["statements"]]


@pytest.mark.parametrize("audience", ["patient", "student", "clinician"])
def test_a_line_says_who_reads(batch, audience) -> None:
    _, (answer,) = batch({"id": 1, "audience": audience, "turns": [HELP]})

    assert answer["replies"][0]["audience"] == audience


@pytest.mark.parametrize(
    "question", ["", " ", "\x00\x1b[31m", "<script>alert(1)</script>", "x" * 100_000, "镁？", "🦵" * 1000, "a\u2028b\u0085c"]
)
def test_odd_questions_are_answered_on_one_line_each(batch, question) -> None:
    status, answers = batch({"id": 1, "turns": [question]}, {"id": 2, "turns": [HELP]})

    assert status == 0
    assert [a["id"] for a in answers] == [1, 2]
    assert answers[0]["replies"][0]["question"] == question


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b'{"id": "x", "turns": ["magnesium \\ud83d"]}', id="lone-surrogate"),
        pytest.param(b'{"id": "\\ud83d", "turns": ["magnesium"]}', id="lone-surrogate-in-the-id"),
        pytest.param(b'{"id": "x", "turns": ["magnesium \xff"]}', id="not-utf8"),
    ],
)
def test_broken_characters_do_not_stop_the_other_lines(batch, line) -> None:
    _, answers = batch(line, GOOD)

    assert len(answers) == 2
    assert answers[1]["id"] == "c1"


def test_files_are_read_and_written(tmp_path, capsys) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(json.dumps({"id": "Ä", "turns": [HELP]}, ensure_ascii=False) + "\n", encoding="utf-8")

    assert cli.main(["batch", str(source), str(target)]) == 0
    assert json.loads(target.read_text(encoding="utf-8"))["id"] == "Ä"
    assert capsys.readouterr().out == ""


def test_ask_prints_text_for_people(capsys) -> None:
    assert cli.main(["ask", HELP]) == 0
    out = capsys.readouterr().out
    assert "References" in out
    assert "[1]" in out
    assert "not medical advice" in out


def test_ask_prints_one_json_object_for_programs(capsys) -> None:
    assert cli.main(["ask", HELP, "--json", "--audience", "clinician"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["kind"], data["audience"], data["disclaimer"]) == ("answer", "clinician", DISCLAIMER)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["answer"],
        ["ask"],
        ["ask", "q", "--audience", "child"],
        ["ask", "q", "--loud"],
        ["search"],
        ["search", "--batch", "q.jsonl", "--k", "many"],
        ["eval"],
        ["eval", "everything", "x"],
        ["batch", "a", "b", "c"],
    ],
    ids=" ".join,
)
def test_unusable_arguments_exit_with_2_and_print_no_result(arguments, capsys) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)

    assert caught.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "usage" in captured.err


def test_a_server_of_its_own_goes_with_the_load_alone(tmp_path, capsys) -> None:
    assert cli.main(["eval", "triage", "--server", str(tmp_path)]) == 2
    assert "load alone" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["batch", "no-such-file.jsonl"], ["eval", "dialogues", "no-such-file.jsonl"]], ids=" ".join)
def test_a_file_that_is_not_there_exits_with_2(arguments, capsys, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert cli.main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "no-such-file.jsonl" in captured.err


def test_a_folder_in_place_of_a_file_exits_with_2(tmp_path, capsys) -> None:
    assert cli.main(["batch", str(tmp_path)]) == 2


def test_writing_over_the_input_loses_nothing(tmp_path) -> None:
    path = tmp_path / "both.jsonl"
    path.write_text(json.dumps(GOOD) + "\n", encoding="utf-8")
    cli.main(["batch", str(path), str(path)])

    assert path.read_text(encoding="utf-8")


@pytest.fixture
def search(monkeypatch, tmp_path, tiny_settings, capsys):
    monkeypatch.setattr("spasm_qa.embedding.load_embedder", lambda name: WordHashEmbedder())

    def _search(lines: str, *more: str, index: Path = tiny_settings.index) -> tuple[int, list[dict], str]:
        queries = tmp_path / "queries.jsonl"
        queries.write_text(lines, encoding="utf-8")
        status = cli.main(["search", "--index", str(index), "--batch", str(queries), *more])
        captured = capsys.readouterr()
        return status, [json.loads(line) for line in captured.out.split("\n") if line], captured.err

    return _search


def test_search_finds_documents_best_first(search) -> None:
    status, (found,), _ = search('{"_id": "q1", "text": "side effects of tizanidine"}\n', "--k", "3")

    assert status == 0
    assert found["_id"] == "q1"
    assert found["hits"][0]["doc"] == "corpus/statements/relaxants"
    assert len({hit["doc"] for hit in found["hits"]}) == len(found["hits"]) <= 3
    scores = [hit["score"] for hit in found["hits"]]
    assert scores == sorted(scores, reverse=True)
    assert found["elapsed_ms"] >= 0


def test_a_broken_query_does_not_stop_the_others(search) -> None:
    status, answers, _ = search('{"_id": "q1"}\nnonsense\n{"_id": "q3", "text": ""}\n')

    assert status == 1
    assert [a["_id"] for a in answers] == ["q1", None, "q3"]
    assert "error" in answers[0]
    assert answers[2]["hits"] == []


def test_fewer_than_one_hit_is_unusable(search) -> None:
    status, answers, message = search('{"_id": "q1", "text": "x"}\n', "--k", "0")

    assert (status, answers) == (2, [])
    assert "--k" in message


def test_searching_without_an_index_says_what_to_do(search, tmp_path) -> None:
    status, answers, message = search('{"_id": "q1", "text": "x"}\n', index=tmp_path / "nowhere")

    assert (status, answers) == (1, [])
    assert "python -m ingest" in message


@pytest.fixture
def verify(monkeypatch, capsys, tiny):
    monkeypatch.setenv("SPASM_QA_CORPUS", str(tiny))
    monkeypatch.setattr("spasm_qa.gate.opening.load_embedder", lambda name: WordHashEmbedder())

    def _verify(*lines: object) -> tuple[int, list[dict]]:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(json.dumps(line) + "\n" for line in lines)))
        return cli.main(["verify"]), [json.loads(line) for line in capsys.readouterr().out.split("\n") if line]

    return _verify


PASSAGE = "In a trial of 94 older adults, magnesium oxide did not reduce night leg cramps."


def test_verify_says_what_the_gate_says(verify) -> None:
    status, (same, other, empty) = verify(
        {"id": "v1", "claim": PASSAGE, "passages": [PASSAGE]},
        {"id": "v2", "claim": PASSAGE.replace("94", "940"), "passages": [PASSAGE]},
        {"id": "v3", "claim": PASSAGE, "passages": []},
    )

    assert status == 0
    assert same == {"id": "v1", "supported": True, "score": 1.0, "reasons": []}
    assert (other["supported"], other["reasons"]) == (False, ["number"])
    assert empty["supported"] is False


def test_verify_answers_a_broken_line_with_its_error(verify) -> None:
    status, (one, two, three) = verify(
        {"id": "v1"}, {"id": "v2", "claim": "x", "passages": [7]}, {"id": "v3", "claim": "x", "passages": ["x"]}
    )

    assert status == 1
    assert "claim" in one["error"]["message"]
    assert "strings" in two["error"]["message"]
    assert "supported" in three


def test_the_first_command_builds_the_index(monkeypatch, tmp_path, tiny, capsys) -> None:
    monkeypatch.undo()
    monkeypatch.setattr("ingest.build.load_embedder", lambda name: WordHashEmbedder())
    monkeypatch.setattr("spasm_qa.answer.pipeline.load_embedder", lambda name: WordHashEmbedder())
    monkeypatch.setenv("SPASM_QA_HOME", str(tmp_path / "new"))
    monkeypatch.setenv("SPASM_QA_CORPUS", str(tiny))
    monkeypatch.setenv("SPASM_QA_EMBEDDING", "word-hash")

    assert cli.main(["ask", HELP, "--json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["kind"] == "answer"
    assert "Building the index" in captured.err
    assert (tmp_path / "new" / "index" / "current.json").is_file()

    assert cli.main(["ask", HELP, "--json"]) == 0
    assert "Building the index" not in capsys.readouterr().err


@pytest.mark.parametrize("role", ["reviewer", "editor"])
def test_a_desk_token_is_printed_alone_and_opens_the_desk_once(role, tmp_path, monkeypatch, capsys):
    from spasm_qa.database.engine import open_database
    from spasm_qa.review.tokens import redeem

    monkeypatch.setenv("SPASM_QA_HOME", str(tmp_path))

    assert cli.main(["desk-token", "--role", role, "--minutes", "5"]) == 0

    printed = capsys.readouterr()
    assert len(printed.out.split()) == 1
    assert "within 5 minutes" in printed.err
    engine = open_database(Settings(home=tmp_path))
    redeemed = redeem(engine, printed.out)
    assert redeemed is not None
    assert redeemed.role == role
    assert redeem(engine, printed.out) is None
    engine.dispose()


@pytest.mark.parametrize(
    "options", [["--minutes", "0"], ["--minutes", "1441"], ["--minutes", "x"], ["--role", "reader"], ["--role", "admin"]]
)
def test_a_desk_token_for_nobody_or_for_ever_is_not_made(options, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SPASM_QA_HOME", str(tmp_path))

    with pytest.raises(SystemExit) as stopped:
        cli.main(["desk-token", *options])
    assert stopped.value.code == 2
    assert capsys.readouterr().out == ""
