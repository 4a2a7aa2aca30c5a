"""Are there known vulnerabilities in what is installed? ``make audit``; ``make audit ARGS=--required``.

Asks the package index, then OSV, through pip-audit. Both are other people's services: a machine behind a
mirror may reach neither, and then nothing is known, which is said and is no success. Ends with 1 where a
library is vulnerable; with 2 where somebody insisted (``--required``) and not everything could be looked up.
"""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
from dataclasses import dataclass, field

SERVICES = ("pypi", "osv")
WAIT = "15"  # seconds for an answer


@dataclass
class Answer:
    """Libraries by what a service said of them; ``silence`` where it said nothing at all."""

    clean: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    vulnerable: list[str] = field(default_factory=list)
    silence: str = ""


def read(output: str, complaint: str) -> Answer:
    """What pip-audit wrote as JSON, and to its standard error."""
    try:
        libraries = json.loads(output)["dependencies"]
    except (ValueError, KeyError):
        said = [line for line in complaint.splitlines() if line.strip()]
        return Answer(silence=said[-1][:300] if said else "no answer")
    answer = Answer()
    for library in libraries:
        if "skip_reason" in library:
            answer.unknown.append(library["name"])
        elif library["vulns"]:
            known = ", ".join(
                f"{vuln['id']} (mended in {', '.join(vuln['fix_versions']) or 'no version'})"
                for vuln in library["vulns"]
            )
            answer.vulnerable.append(f"{library['name']} {library['version']}: {known}")
        else:
            answer.clean.append(library["name"])
    return answer


def ask(program: str, service: str) -> Answer:
    """pip-audit about everything in the environment this runs in."""
    command = [program, "--path", sysconfig.get_path("purelib"), "--format=json", "--progress-spinner=off"]
    command += [f"--vulnerability-service={service}", f"--timeout={WAIT}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return read(done.stdout, done.stderr)


def report(answer: Answer, service: str) -> str:
    """For a terminal."""
    if answer.silence:
        return f"{service}: NOT AUDITED, it does not answer: {answer.silence}"
    known = len(answer.clean) + len(answer.vulnerable)
    lines = [f"{service}: {known} libraries looked up, {len(answer.vulnerable)} vulnerable"]
    lines += [f"  {library}" for library in answer.vulnerable]
    if answer.unknown:
        lines.append(f"{service}: NOT AUDITED, it does not know them: {', '.join(answer.unknown)}")
    return "\n".join(lines)


def main(program: str, *options: str) -> int:
    """Ask one service after the other until one knows everything."""
    for service in SERVICES:
        answer = ask(program, service)
        print(report(answer, service), flush=True)
        if answer.vulnerable:
            return 1
        if answer.clean and not answer.unknown:
            return 0
    return 2 if "--required" in options else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
