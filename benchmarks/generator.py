"""What the generator and generated code cost on a large contract.

``python -m benchmarks.generator``. CPU seconds of whole processes, those that they start included;
beside them what each may cost.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from . import synthetic

ROUTES = 1000

SETTINGS = (
    '[tool.observable-socket]\nschema = "schema"\npython = "contract"\ntypescript = "contract.ts"\n'
)

APP = """
import json, resource, sys, time
from fastapi import FastAPI
import fastapi_observable_socket

def used():
    with open("/proc/self/status") as status:
        kilobytes = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
    return time.process_time(), kilobytes / 1024

app = FastAPI()
before = used()
from contract import contract
from fastapi_observable_socket import SocketRouter

router = SocketRouter(contract)
for route in contract.routes:
    if route.payload is None:
        async def handler(context: fastapi_observable_socket.Context): ...
    else:
        async def handler(payload, context: fastapi_observable_socket.Context): ...
        handler.__annotations__["payload"] = route.payload.type
    router.on(route)(handler)
router.mount(app, "/ws")
router.check()
after = used()
print(json.dumps([after[0] - before[0], after[1] - before[1]]))
"""

TYPESCRIPT = """
import time
from pathlib import Path
from observable_socket_codegen.emitters import typescript
from observable_socket_codegen.reading.load import load
from observable_socket_codegen.compiling.pipeline import compile_contract

here = Path.cwd()
contract = compile_contract(load(here / "schema", here)).contract
before = time.process_time()
typescript.emit(contract, "contract.ts")
print(time.process_time() - before)
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement.

    Attributes:
        name: What was measured.
        command: How.
        value: In `unit`.
        limit: What it may be at most.
    """

    name: str
    command: str
    value: float
    limit: float
    unit: str = "s CPU"

    def __str__(self) -> str:
        verdict = "" if self.value <= self.limit else "  TOO MUCH"
        return (
            f"{self.name:28} {self.value:8.2f} {self.unit:5}  at most {self.limit:5.1f}"
            f"  {self.command}{verdict}"
        )


class Project:
    """A project with the synthetic contract, and a cache of its own.

    Args:
        folder: An empty folder.
        routes: How many routes the contract has.
        write: Writes the contract.
    """

    def __init__(
        self, folder: Path, routes: int, write: Callable[[Path, int], None] = synthetic.write
    ) -> None:
        self.folder = folder
        self._environment = {**os.environ, "OBSERVABLE_SOCKET_CACHE": str(folder / "cache")}
        (folder / "pyproject.toml").write_text(SETTINGS)
        write(folder / "schema", routes)

    def run(self, *arguments: str) -> str:
        """Run Python in the project and return what it prints."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=self._environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout

    def generate(self, *options: str) -> float:
        """Run the generator and return the CPU seconds that it took."""
        return _children(lambda: self.run("-m", "observable_socket_codegen", "generate", *options))

    def change(self) -> None:
        """Change the request of one route."""
        file = next((self.folder / "schema/routes").rglob("get.json"))
        data = json.loads(file.read_text())
        data["request"]["payload"]["properties"]["reason"]["maxLength"] += 1
        file.write_text(json.dumps(data, indent=2))


def _children(work: Callable[[], object]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(project: Project) -> list[Figure]:
    """Measure everything once, in the order in which a user would meet it."""
    command = "observable-socket generate"
    figures = [Figure("cold", command, project.generate(), 12)]
    figures.append(
        Figure("up to date, --check", f"{command} --check", project.generate("--check"), 0.5)
    )
    started = time.perf_counter()
    figures.append(Figure("nothing changed", command, project.generate(), 0.5))
    wall = time.perf_counter() - started
    figures.append(Figure("nothing changed", command, wall, 0.5, "s"))
    project.change()
    figures.append(Figure("one route changed", command, project.generate(), 1))
    typescript = float(project.run("-c", TYPESCRIPT))
    figures.append(Figure("TypeScript part", "emitters.typescript.emit", typescript, 0.5))
    return [*figures, *start(project)]


def measure_wide(project: Project) -> list[Figure]:
    """Measure what grows with the number of types, on a contract of many that are nested."""
    command = "observable-socket generate"
    figures = [Figure("cold", command, project.generate(), 24)]
    file = next((project.folder / "schema/routes").rglob("get.json"))
    file.write_text(file.read_text().replace(": 200", ": 201", 1))
    figures.append(Figure("one route changed", command, project.generate(), 1))
    return [*figures, *start(project)]


def start(project: Project) -> list[Figure]:
    """Measure what an application costs that serves the contract, apart from FastAPI."""
    project.run("-c", APP)  # so that Python has compiled the modules
    seconds, megabytes = json.loads(project.run("-c", APP))
    return [
        Figure("start of an app", "import, SocketRouter, mount, check", seconds, 1),
        Figure("memory of it", "likewise, resident", megabytes, 150, "MB"),
    ]


def main(arguments: list[str] | None = None) -> int:
    """Returns 1 when something costs more than it may."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generator", description=__doc__)
    parser.add_argument("--routes", type=int, default=ROUTES)
    options = parser.parse_args(arguments)
    with TemporaryDirectory() as folder, TemporaryDirectory() as other:
        figures = measure(Project(Path(folder), options.routes))
        wide = measure_wide(Project(Path(other), options.routes, synthetic.write_wide))
    print(f"a contract of {options.routes} routes")
    print("\n".join(map(str, figures)))
    print(f"a contract of {options.routes} routes with six types each")
    print("\n".join(map(str, wide)))
    return int(any(figure.value > figure.limit for figure in (*figures, *wide)))


if __name__ == "__main__":
    sys.exit(main())
