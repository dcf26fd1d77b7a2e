"""The second opinion by setting: tiny cross-encoders with random weights, whose heads are turned to one label by hand."""

import json

import pytest
import torch
from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

from spasm_qa.cli import main
from spasm_qa.errors import SettingError
from spasm_qa.gate import Gate
from spasm_qa.gate import nli as module
from spasm_qa.gate.nli import WINDOW, Nli, windows
from spasm_qa.gate.text import words

VOCABULARY = {"drugs": [{"id": "baclofen", "generic": "baclofen"}]}
PASSAGE = "Baclofen raises the risk of falls in older adults. It should not be stopped suddenly."
CLAIM = "Baclofen makes falls of older adults more likely: the risk of falls is raised."
PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "baclofen", "falls", "risk"]
BY_THE_BOOK = ("contradiction", "entailment", "neutral")


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """Return a function that saves a model whose head prefers one of its labels, and returns the folder."""

    def save(labels=BY_THE_BOOK, prefers="entailment"):
        folder = tmp_path_factory.mktemp("nli")
        (folder / "vocab.txt").write_text("\n".join(PIECES), encoding="utf-8")
        BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
        config = BertConfig(
            vocab_size=len(PIECES),
            hidden_size=8,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=8,
            max_position_embeddings=64,
        )
        config.id2label = dict(enumerate(labels))
        config.label2id = {label: i for i, label in enumerate(labels)}
        tiny = BertForSequenceClassification(config)
        with torch.no_grad():
            tiny.classifier.weight.zero_()
            tiny.classifier.bias.copy_(torch.tensor([6.0 if label == prefers else 0.0 for label in labels]))
        tiny.save_pretrained(folder)
        return str(folder)

    return save


def test_what_the_second_opinion_entails_is_shown_as_before(model):
    assert Gate(VOCABULARY).check(CLAIM, [PASSAGE]).supported
    assert Gate(VOCABULARY, nli=Nli(model())).check(CLAIM, [PASSAGE]) == Gate(VOCABULARY).check(CLAIM, [PASSAGE])


@pytest.mark.parametrize(("prefers", "reason"), [("contradiction", "contradiction"), ("neutral", "entailment")])
def test_what_it_does_not_entail_is_held_back_below_the_bar(model, prefers, reason):
    verdict = Gate(VOCABULARY, nli=Nli(model(prefers=prefers))).check(CLAIM, [PASSAGE])

    assert not verdict.supported
    assert verdict.reasons == (reason,)
    assert verdict.score < 0.5


@pytest.mark.parametrize(
    "claim",
    ["Baclofen lowers the risk of falls in older adults.", "The moon is bright.", "Baclofen 80 mg raises the risk of falls.", ""],
    ids=["a-direction-turned", "nothing-to-do-with-it", "a-dose-invented", "empty"],
)
def test_it_lets_nothing_pass_that_the_gate_holds_back(model, claim):
    assert Gate(VOCABULARY, nli=Nli(model())).check(claim, [PASSAGE]) == Gate(VOCABULARY).check(claim, [PASSAGE])
    assert not Gate(VOCABULARY).check(claim, [PASSAGE]).supported


def test_it_is_not_asked_about_the_passages_own_words(model, monkeypatch):
    monkeypatch.setattr(module, "_load", lambda name, config: pytest.fail("the weights were loaded"))

    assert Gate(VOCABULARY, nli=Nli(model(prefers="contradiction"))).check(PASSAGE, [PASSAGE]).supported


@pytest.mark.parametrize("labels", [("entailment", "neutral", "contradiction"), ("NEUTRAL", "Contradiction", "ENTAILMENT")])
def test_labels_are_read_in_any_order_and_case(model, labels):
    for prefers in labels:
        expected = {"entailment": [], "neutral": ["entailment"], "contradiction": ["contradiction"]}[prefers.lower()]

        assert Nli(model(labels, prefers)).doubts([CLAIM], [PASSAGE]) == expected


@pytest.mark.parametrize(
    "labels",
    [("LABEL_0", "LABEL_1", "LABEL_2"), ("entailment", "not_entailment"), (*BY_THE_BOOK, "other")],
    ids=["no-names", "two", "four"],
)
def test_other_labels_are_refused_by_name(model, labels):
    with pytest.raises(SettingError, match=f"whose labels are .*{labels[1].lower()}") as told:
        Nli(model(labels))
    assert "SPASM_QA_NLI" in told.value.hint


@pytest.mark.parametrize("content", [None, "", "{}", "not json"], ids=["no-folder", "no-config", "no-architecture", "no-json"])
def test_what_is_no_model_is_refused(tmp_path, content):
    folder = tmp_path / "model"
    if content is not None:
        folder.mkdir()
    if content:
        (folder / "config.json").write_text(content, encoding="utf-8")

    with pytest.raises(SettingError, match="neither a model's folder nor in the local cache"):
        Nli(str(folder))


@pytest.mark.parametrize("harm", ["gone", "cut", "noise"])
def test_weights_that_cannot_be_loaded_are_told_and_hold_everything_back(model, harm, tmp_path):
    folder = tmp_path / "copy"
    folder.mkdir()
    for file in (type(tmp_path)(model())).iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    weights = folder / "model.safetensors"
    kept = weights.read_bytes()
    weights.unlink() if harm == "gone" else weights.write_bytes(kept[:200] if harm == "cut" else b"\xff" * 300)

    gate = Gate(VOCABULARY, nli=Nli(str(folder)))

    for _ in range(2):
        with pytest.raises(SettingError, match="weights cannot be loaded"):
            gate.check(CLAIM, [PASSAGE])


def test_numbers_that_are_none_hold_the_sentence_back(model, monkeypatch):
    monkeypatch.setattr(module, "_load", lambda name, config: Broken())

    assert Nli(model()).doubts([CLAIM], [PASSAGE]) == ["entailment"]


class Broken:
    def predict(self, pairs, **options):
        return [[float("nan")] * 3 for _ in pairs]


class Scripted:
    """Says of each window and claim what a table says, and counts what it is asked."""

    def __init__(self, table):
        self.table = table
        self.asked = []

    def predict(self, pairs, **options):
        self.asked.append(pairs)
        return [next((row for part, row in self.table.items() if part in window), (0.1, 0.2, 0.7)) for window, _ in pairs]


def scripted(monkeypatch, table):
    double = Scripted(table)
    monkeypatch.setattr(module, "_load", lambda name, config: double)
    return double


def test_one_window_that_entails_is_enough(model, monkeypatch):
    filler = "Cramps are common at night in later life and often follow a day on the feet. " * 40
    double = scripted(monkeypatch, {"risk of falls": (0.1, 0.8, 0.1)})

    assert Nli(model()).doubts([CLAIM], [filler, PASSAGE]) == []
    assert len(double.asked) == 1
    assert len(double.asked[0]) > 1


def test_a_window_that_contradicts_more_than_any_entails_holds_back(model, monkeypatch):
    filler = "Cramps are common at night in later life and often follow a day on the feet. " * 40
    scripted(monkeypatch, {"risk of falls": (0.1, 0.6, 0.3), "on the feet": (0.7, 0.1, 0.2)})

    assert Nli(model()).doubts([CLAIM], [filler, PASSAGE]) == ["contradiction"]


def test_every_sentence_is_asked_about_in_one_batch_and_once(model, monkeypatch):
    double = scripted(monkeypatch, {})
    opinion = Nli(model())

    for _ in range(2):
        opinion.doubts(["One sentence on falls.", "Another sentence on falls."], [PASSAGE])

    assert [len(batch) for batch in double.asked] == [2]


def test_windows_hold_every_sentence_and_stay_short():
    text = " ".join(f"Sentence number {n} of the text says something about muscles and nothing else." for n in range(80))

    found = windows([text, PASSAGE])

    assert all(len(words(window)) <= WINDOW for window in found)
    assert all(any(f"number {n} of" in window for window in found) for n in range(80))
    assert PASSAGE.split(". ")[1] in found[-1]
    assert windows([PASSAGE]) == [PASSAGE]


def test_verify_asks_the_model_of_the_setting(model, tmp_path, monkeypatch, capsys):
    lines = tmp_path / "in.jsonl"
    lines.write_text(json.dumps({"id": 1, "claim": CLAIM, "passages": [PASSAGE]}), encoding="utf-8")
    said = {}
    for prefers in ("entailment", "contradiction"):
        monkeypatch.setenv("SPASM_QA_NLI", model(prefers=prefers))

        assert main(["verify", str(lines)]) == 0
        said[prefers] = json.loads(capsys.readouterr().out)

    assert said["entailment"]["supported"]
    assert said["contradiction"]["reasons"] == ["contradiction"]


def test_verify_says_when_the_setting_is_wrong(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SPASM_QA_NLI", str(tmp_path / "nowhere"))

    assert main(["verify", str(tmp_path / "in.jsonl")]) == 1
    assert "neither a model's folder nor in the local cache" in capsys.readouterr().err
