"""What a report costs, beside Chromium's print of the same page: PYTHONPATH=tests:. python -m bench.report [--large].

One process draws 1, 10 and (--large: 100) audience reports of five pages, in three languages by turns, each with figures of
its own, with its tags, its attached workbook and JSON. Chromium prints the same HTML in one process a report, without tags of
PDF/A and without attachments; it is left out where it is not installed.
"""

from __future__ import annotations

import argparse
import ctypes
import dataclasses
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import weasyprint  # noqa: F401 - imports are not what is timed
import xlsxwriter  # noqa: F401

from bench.common import TESTS, Step, run_step, table
from cxpulse.catalog.language import load_language
from cxpulse.core.report_model import ReportModel
from cxpulse.rendering.page import report_html
from cxpulse.rendering.paper import Paper
from cxpulse.rendering.pdf import render_pdf

sys.path.insert(0, str(TESTS / "rendering"))

LANGUAGES = ("en", "fa", "th")
PROMISED_SECONDS, PROMISED_MB = 1.0, 300


def audience(number: int) -> ReportModel:
    """A rich week of one audience: its own name, figures and answers."""
    import example

    base = example.rich()
    shift = number % 17 / 10
    tiles = tuple(
        dataclasses.replace(t, now=dataclasses.replace(t.now, n=t.now.n + 13 * number))
        if t.now.value is not None
        else t
        for t in base.tiles
    )
    trends = tuple(
        dataclasses.replace(
            t,
            points=tuple(
                dataclasses.replace(p, value=p.value + shift / 100) if p.value is not None else p
                for p in t.points
            ),
        )
        for t in base.trends
    )
    return dataclasses.replace(
        base, report=f"team.{number}", segment={"region": f"Region {number}"}, tiles=tiles, trends=trends
    )


def draw(count: int) -> dict[str, int]:
    """Draws `count` reports as a weekly run does; gives pages and bytes of the largest."""
    import pypdfium2

    pages, size = 0, 0
    for number in range(count):
        pdf = render_pdf(audience(number), load_language(LANGUAGES[number % 3]))
        document = pypdfium2.PdfDocument(pdf)
        pages, size = max(pages, len(document)), max(size, len(pdf))
        document.close()
    return {"pages": pages, "bytes": size}


def chromium_prints(count: int, browser: str) -> dict[str, float]:
    """Prints the same pages with Chromium; gives processor seconds and peak MB of its largest process."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            Path(folder, f"{number}.html").write_text(
                report_html(Paper(audience(number), load_language(LANGUAGES[number % 3]))), encoding="utf-8"
            )
        _adopt_orphans()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        for number in range(count):
            page, out = Path(folder, f"{number}.html"), Path(folder, f"{number}.pdf")
            subprocess.run(
                [
                    browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-pdf-header-footer",
                    f"--user-data-dir={folder}/profile", f"--print-to-pdf={out}", page.as_uri(),
                ],
                capture_output=True, check=True, timeout=120, env={**os.environ, "HOME": folder},
            )  # fmt: skip
            _reap()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return {
            "seconds": spent,
            "peak": after.ru_maxrss / 1024,
            "bytes": Path(folder, "0.pdf").stat().st_size,
        }


def _adopt_orphans() -> None:
    """Chromium ends before its helpers do; as their new parent this process gets their seconds too (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def _reap() -> None:
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true")
    large = parser.parse_args(arguments).large
    counts = (1, 10, 100) if large else (1, 10)
    ours = {n: run_step("report:draw", count=n) for n in counts}
    rows = [_row(n, ours[n], ours[1]) for n in counts]
    table(
        f"Audience reports in one process (promised: {PROMISED_SECONDS} s for each further one, {PROMISED_MB} MB)",
        ("reports", "processor s", "s each further", "peak MB", "pages", "kB"),
        rows,
    )
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        print("  Chromium is not installed: nothing to compare with")
        return
    found = []
    for n in (1, 10):
        theirs = run_step("report:chromium_prints", count=n, browser=browser).result
        found.append(
            (
                n,
                f"{theirs['seconds']:.2f}",
                f"{theirs['seconds'] / n:.2f}",
                f"{theirs['peak']:.0f}",
                f"{theirs['bytes'] / 1000:.0f}",
            )
        )
    table(
        "Chromium's print of the same HTML, one process a report",
        ("reports", "processor s", "s each", "peak MB (largest process)", "kB"),
        found,
    )


def _row(count: int, step: Step, one: Step) -> tuple[str, ...]:
    further = "-" if count == 1 else f"{(step.seconds - one.seconds) / (count - 1):.2f}"
    size = step.result
    return (
        str(count),
        f"{step.seconds:.2f}",
        further,
        f"{step.peak:.0f}",
        str(size["pages"]),
        f"{size['bytes'] / 1000:.0f}",
    )


if __name__ == "__main__":
    main()
