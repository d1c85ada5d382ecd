"""Measure how long `iall-kg fusions` takes for many calls, and how much memory, in each form of the answer.

Run `python benchmarks/fusions.py`; prints one Markdown table. Each line is a process of its own: seconds of processor
time and the most memory that it held. The calls are rows of Arriba with every column filled, made up with a fixed seed.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

HEADER = (
    "#gene1 gene2 strand1(gene/fusion) strand2(gene/fusion) breakpoint1 breakpoint2 site1 site2 type split_reads1 "
    "split_reads2 discordant_mates confidence reading_frame retained_protein_domains gene_id1 gene_id2 "
    "fusion_transcript peptide_sequence"
)
PARTNERS = ("AFF1", "MLLT1", "MLLT3", "MLLT10", "EPS15", "ELL", "AFDN", "KMT2A", "PAX5")
FORMS = ("tsv", "json", "table", "html", "ga4gh")


def rows(count: int) -> Iterator[str]:
    """Yield a header and calls: half of them of KMT2A, each with a peptide of its own, half of no known gene."""
    made = random.Random(1)
    yield "\t".join(HEADER.split())
    for number in range(count):
        five, three = ("KMT2A", made.choice(PARTNERS)) if number % 2 else (f"X{number}", f"Y{number}")
        identifier = "ENSG00000118058.23" if five == "KMT2A" else "."
        peptide = f"M{'A' * made.randint(100, 2000)}|vKL"
        where = f"11:{number + 1} 4:{number + 1} CDS/splice-site CDS/splice-site translocation 12 9 21 high in-frame"
        said = f"CXXC_zinc_finger(100%),SET_domain(100%)|AF-4_family(65%) {identifier} . ^ATG|GT {peptide}"
        yield "\t".join(f"{five} {three} +/+ +/+ {where} {said}".split())


def measured(calls: Path, form: str) -> tuple[float, float]:
    """Return seconds of processor time and megabytes of memory at most for one run."""
    command = [sys.executable, "-m", "iall_kg", "fusions", str(calls), "--format", form]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} returned {process.returncode}.")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    options = parser.parse_args()
    print("| calls | form | s | MB |\n| ---: | --- | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        for count in options.calls:
            calls = Path(folder) / f"{count}.tsv"
            # Row by row: a process begins with the memory of the one that starts it.
            with calls.open("w", encoding="utf-8") as file:
                file.writelines(f"{row}\n" for row in rows(count))
            for form in FORMS:
                seconds, megabytes = measured(calls, form)
                print(f"| {count:,} | {form} | {seconds:.1f} | {megabytes:.0f} |", flush=True)


if __name__ == "__main__":
    main()
