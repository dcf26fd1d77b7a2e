"""`spasm-qa`: ask, batch, search, verify, eval, audit, desk-token. JSON Lines on standard output, messages on standard error."""

import argparse
import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO

from spasm_qa.errors import SpasmQAError
from spasm_qa.settings import Settings, read_settings
from spasm_qa.types import Audience, Turn

Line = Mapping[str, Any]


class BadLine(ValueError):
    """A line of input that is not what the command takes."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns 0 when all was answered, 1 when some lines failed, 2 for unusable arguments."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options, read_settings()))
    except SpasmQAError as e:
        print(f"{e}\n{e.hint}", file=sys.stderr)
        return 1
    except FileNotFoundError as e:
        print(f"There is no file {e.filename}.", file=sys.stderr)
        return 2
    except IsADirectoryError as e:
        print(f"{e.filename} is a folder, not a file of JSON Lines.", file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="spasm-qa", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    ask = commands.add_parser("ask", help="answer one question")
    ask.add_argument("question")
    ask.add_argument("--audience", type=Audience, choices=list(Audience), default=Audience.PATIENT)
    ask.add_argument("--json", action="store_true")
    ask.set_defaults(run=_ask)
    batch = commands.add_parser("batch", help="answer conversations, one a line")
    _in_out(batch)
    batch.set_defaults(run=_batch)
    search = commands.add_parser("search", help="find documents for queries, one a line")
    search.add_argument("--index", type=Path)
    search.add_argument("--batch", type=Path, required=True, metavar="QUERIES.jsonl")
    search.add_argument("--k", type=int, default=10)
    search.set_defaults(run=_search)
    verify = commands.add_parser("verify", help="say whether passages support a sentence, one pair a line")
    _in_out(verify)
    verify.set_defaults(run=_verify)
    evaluate = commands.add_parser("eval", help="measure on labelled files")
    evaluate.add_argument("measure", choices="dialogues retrieval scale tables load support triage scope followups".split())
    evaluate.add_argument("paths", type=Path, nargs="+", metavar="FILE-or-DIR")
    evaluate.add_argument("--json", action="store_true")
    evaluate.add_argument("--server", action="store_true", help="load: the whole app in a server of its own, not the assistant alone")
    evaluate.set_defaults(run=_eval)
    token = commands.add_parser("desk-token", help="print a one-time token that opens the Desk on this machine")
    token.add_argument("--role", choices=["reviewer", "editor"], default="editor")
    token.add_argument("--minutes", type=_minutes, default=15, help="how long it can be used (1 to 1440; default 15)")
    token.set_defaults(run=_desk_token)
    checked = commands.add_parser("audit", help="say of every statement whether the originals of its sources bear it out")
    checked.add_argument("--source", default="", metavar="ID", help="only what cites this source")
    checked.add_argument("--json", action="store_true", help="JSON Lines: one object a finding, the summary last")
    checked.set_defaults(run=_audit)
    return parser


def _minutes(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 24 * 60:
        raise ValueError
    return value


def _in_out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("input", nargs="?", type=Path, metavar="IN.jsonl")
    parser.add_argument("output", nargs="?", type=Path, metavar="OUT.jsonl")


def assistant(settings: Settings) -> Any:
    """Open the app's own index; build it first when there is none."""
    from ingest.build import update
    from spasm_qa.answer.pipeline import open_assistant
    from spasm_qa.errors import IndexMissing
    from spasm_qa.place import read_manifest

    try:
        read_manifest(settings.index, settings.chroma_url)
    except IndexMissing:
        print("Building the index, once ...", file=sys.stderr)
        update([], None, settings)
    return open_assistant(settings)


def _ask(options: argparse.Namespace, settings: Settings) -> int:
    from spasm_qa.answer.render import to_markdown
    from spasm_qa.serialise import reply_dict

    reply = assistant(settings).reply(options.question, audience=options.audience)
    print(json.dumps(reply_dict(reply), ensure_ascii=False) if options.json else to_markdown(reply))
    return 0


def _batch(options: argparse.Namespace, settings: Settings) -> int:
    from spasm_qa.serialise import reply_dict

    one = assistant(settings)

    def answer(line: Line) -> dict[str, Any]:
        turns = _field(line, "turns", list)
        audience = _audience(line)
        history: list[Turn] = []
        for question in turns:
            if not isinstance(question, str):
                raise BadLine("each turn must be a string")
            history.append(Turn(question, one.reply(question, history, audience=audience)))
        return {"id": line.get("id"), "replies": [reply_dict(turn.reply) for turn in history]}

    return _lines(options.input, options.output, answer)


def _search(options: argparse.Namespace, settings: Settings) -> int:
    import time

    from spasm_qa.embedding import load_embedder
    from spasm_qa.index import Index

    if options.k < 1:
        print("--k must be at least 1.", file=sys.stderr)
        return 2
    server = "" if options.index else settings.chroma_url
    index = Index(options.index or settings.index, load_embedder(settings.embedding), server=server)
    index.search_documents("warm up", 1)

    def answer(line: Line) -> dict[str, Any]:
        text = _field(line, "text", str)
        start = time.perf_counter()
        hits = index.search_documents(text, options.k)
        elapsed = round(1000 * (time.perf_counter() - start), 2)
        return {"_id": line.get("_id"), "hits": [{"doc": d, "passage": p, "score": round(x, 5)} for d, p, x in hits], "elapsed_ms": elapsed}

    return _lines(options.batch, None, answer, key="_id")


def _verify(options: argparse.Namespace, settings: Settings) -> int:
    from spasm_qa.gate.opening import open_gate

    gate = open_gate(settings)

    def answer(line: Line) -> dict[str, Any]:
        claim, passages = _field(line, "claim", str), _field(line, "passages", list)
        if not all(isinstance(passage, str) for passage in passages):
            raise BadLine("passages must be strings")
        verdict = gate.check(claim, passages)
        return {"id": line.get("id"), "supported": verdict.supported, "score": round(verdict.score, 4), "reasons": list(verdict.reasons)}

    return _lines(options.input, options.output, answer)


def _eval(options: argparse.Namespace, settings: Settings) -> int:
    from spasm_qa.evaluate import measure

    if missing := [path for path in options.paths if not path.exists()]:
        print(f"There is no {missing[0]}.", file=sys.stderr)
        return 2
    if options.server and options.measure != "load":
        print("--server goes with load alone.", file=sys.stderr)
        return 2
    name = "load --server" if options.server else options.measure
    found = {path.name: measure(name, path, settings, lambda: assistant(settings)) for path in options.paths}
    result = found if len(found) > 1 else next(iter(found.values()))
    print(json.dumps(result, ensure_ascii=False) if options.json else _table(result))
    return 0


def _desk_token(options: argparse.Namespace, settings: Settings) -> int:
    from spasm_qa.database.engine import open_database
    from spasm_qa.review.roles import Role
    from spasm_qa.review.tokens import issue

    print(issue(open_database(settings), Role(options.role), minutes=options.minutes))
    print(f"Open the app on this machine, go to /desk, and enter it within {options.minutes} minutes. It works once.", file=sys.stderr)
    return 0


def _audit(options: argparse.Namespace, settings: Settings) -> int:
    from spasm_qa.audit import audit, summary

    one = assistant(settings)
    if options.source and options.source not in one.library.references:
        print(f"There is no source {options.source}.", file=sys.stderr)
        return 2
    findings = []
    for finding in audit(one.index, one.gate, source=options.source):
        findings.append(finding)
        print(json.dumps(finding.as_dict(), ensure_ascii=False) if options.json else finding.as_text())
    counts = summary(findings)
    print(json.dumps({"summary": counts}, ensure_ascii=False) if options.json else f"\n{_table(counts)}")
    if not counts["with an original"]:
        print("No originals are here. `python -m ingest.fetch originals` gets them.", file=sys.stderr)
    return 0


def _table(result: Mapping[str, Any], indent: str = "") -> str:
    lines = []
    for name, value in result.items():
        if isinstance(value, Mapping) and set(value) != {"value", "n"}:
            lines += [f"{indent}{name}", _table(value, indent + "  ")]
        elif isinstance(value, Mapping):
            lines.append(f"{indent}{name:34} {value['value']}  (n {value['n']})")
        else:
            lines.append(f"{indent}{name:34} {value}")
    return "\n".join(lines)


def _field(line: Line, name: str, kind: type) -> Any:
    if not isinstance(line.get(name), kind):
        raise BadLine(f"field {name} is missing or not a {kind.__name__}")
    return line[name]


def _audience(line: Line) -> Audience:
    try:
        return Audience(line.get("audience", Audience.PATIENT))
    except ValueError as e:
        raise BadLine(f"audience is {line.get('audience')!r}; use one of {', '.join(Audience)}") from e


def _lines(source: Path | None, target: Path | None, answer: Callable[[Line], Mapping[str, Any]], *, key: str = "id") -> int:
    """Answer each line; a line that fails is answered with its error, and the rest go on."""
    failed = False
    if source and target and target.exists() and source.samefile(target):
        print(f"{source} cannot be input and output at once.", file=sys.stderr)
        return 2
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    with ExitStack() as stack:
        read: TextIO = stack.enter_context(source.open(encoding="utf-8", errors="replace")) if source else sys.stdin
        write: TextIO = stack.enter_context(target.open("w", encoding="utf-8")) if target else sys.stdout
        for text in _filled(read):
            line: Any = None
            try:
                line = json.loads(text.encode("utf-8", "replace").decode())
                if not isinstance(line, dict):
                    raise BadLine("a line must be a JSON object")
                result = answer(line)
            except (ValueError, RecursionError, SpasmQAError) as e:
                failed = True
                hint = getattr(e, "hint", "One JSON object a line; see the README, Command line.")
                name = line.get(key) if isinstance(line, dict) else None
                result = {key: name, "error": {"type": type(e).__name__, "message": str(e), "hint": hint}}
            write.write(json.dumps(result, ensure_ascii=False).encode("utf-8", "replace").decode() + "\n")
            write.flush()
    return 1 if failed else 0


def _filled(file: TextIO) -> Iterator[str]:
    return (line for line in file if line.strip())


if __name__ == "__main__":
    sys.exit(main())
