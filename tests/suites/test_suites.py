import pytest

from qarat import reference, registry, suites
from qarat.errors import UsageError
from qarat.prompts.build import build_items
from qarat.registry import names
from qarat.suites.suite import Suite
from qarat.tasks.spec import Options, parse_spec, resolve

SUITES = [suites.find(name) for name in suites.names()]


@pytest.mark.parametrize("suite", SUITES, ids=suites.names())
def test_every_entry_resolves_to_one_measurement(suite: Suite) -> None:
    assert len(resolve(suite.specs, Options())) == len(suite.specs)
    assert suite.name not in names()
    assert len({entry.spec for entry in suite.entries}) == len(suite.entries)


@pytest.mark.parametrize("suite", SUITES, ids=suites.names())
def test_what_is_marked_missing_is_missing(suite: Suite) -> None:
    """A task that is there now loses its mark, and runs."""
    marked = {parse_spec(entry.spec).task for entry in suite.entries if entry.missing}
    assert not marked & set(registry.names())


@pytest.mark.parametrize("suite", SUITES, ids=suites.names())
def test_sections_are_not_torn_apart(suite: Suite) -> None:
    sections = [entry.section for entry in suite.entries]
    assert sections == sorted(sections, key=sections.index)


NO_MEASUREMENTS = {"Non-Emb Params", "Act Params", "Params", "Architecture"}


@pytest.mark.parametrize("suite", SUITES, ids=suites.names())
def test_a_suite_measures_all_that_its_tables_print(suite: Suite) -> None:
    printed = {name for table in suite.tables for name in reference.benchmarks(table=table)}
    measured = {entry.group or entry.title for entry in suite.entries}
    assert printed - NO_MEASUREMENTS <= measured


def test_no_published_benchmark_is_forgotten() -> None:
    """What no suite measures are people's grades, long contexts, safety and the card."""
    own = {"Multilingual human evaluation", "Multilingual safety"}
    long, card = {"NeedleBench", "LV-Eval"}, set(reference.benchmarks(table="qwen2.5/card"))
    measured = {entry.group or entry.title for suite in SUITES for entry in suite.entries}
    assert set(reference.benchmarks()) - measured == own | long | card | NO_MEASUREMENTS


def test_shots_are_those_that_the_release_prints() -> None:
    printed = {
        cell.benchmark: cell.shots
        for table in suites.find("qwen2.5-base").tables
        for cell in reference.query(table=table)
    }
    entries = suites.find("qwen2.5-base").entries
    for entry in entries:
        shots = parse_spec(entry.spec).facets.shots
        told = printed[entry.group or entry.title]
        if entry.group in ("Multi-Exam", "Multi-Understanding"):
            setting = next(
                cell.setting for cell in reference.load("qwen2.5") if cell.benchmark == entry.group
            )
            assert f"{entry.title} {shots}-shot" in setting
        elif entry.title != "MMLU-STEM":  # no shots are printed for it
            assert shots == told, entry.title


def test_the_demo_needs_no_files_and_fits_its_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QARAT_DATA", raising=False)
    characters = 0
    for task, setting in resolve(suites.find("demo").specs, Options()):
        items = build_items(task, setting)
        prefix = len(str(items[0].pairs[0][0])) - len(items[0].sample.input)
        characters += prefix
        for item in items:
            characters += len(str(item.pairs[0][0])) - prefix + sum(len(text) for _, text in item.pairs)
    # About four characters a token; 30,000 tokens are a minute and a half of one core with 135 M parameters.
    assert characters < 4 * 30_000


def test_an_unknown_suite() -> None:
    with pytest.raises(UsageError) as caught:
        suites.find("dmeo")
    assert caught.value.hint == "did you mean demo?"
