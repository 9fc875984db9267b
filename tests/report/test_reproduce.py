"""What repeating a run takes: every package of its environment, or what its record names."""

from __future__ import annotations

from types import ModuleType

from qarat.report.reproduce import reproduction


def test_every_package_is_pinned_in_the_form_of_a_requirements_file(synthetic: ModuleType) -> None:
    usage = {"environment": {"machine": "x86_64", "packages": {"jinja2": "3.1.6", "torch": "2.13.0"}}}
    box = reproduction("A", synthetic.record([]), usage)
    assert box.pins == "# Python 3.11.2\njinja2==3.1.6\ntorch==2.13.0"
    assert [(fact.name, fact.value) for fact in box.machine] == [("machine", "x86_64")]


def test_an_old_run_pins_what_its_record_names(synthetic: ModuleType) -> None:
    box = reproduction("A", synthetic.record([]), {})
    assert box.pins.splitlines() == [
        "# Python 3.11.2",
        "qarat==0.1.0",
        "torch==2.13.0",
        "transformers==5.23.0",
    ]
