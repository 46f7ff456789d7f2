"""What a course uses works behind the walls, in both sandboxes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.host.connection import GuestSandbox
from sandbox.host.docker_config import DockerConfig
from sandbox.host.local import open_local
from sandbox.program import Cell, Limits, Program, SourceFile

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the walls need Linux")

SOURCE = """
def autograd():
    import torch
    torch.set_num_threads(2)
    model = torch.nn.Sequential(torch.nn.Linear(200, 200), torch.nn.ReLU(), torch.nn.Linear(200, 1))
    optimiser = torch.optim.Adam(model.parameters())
    for _ in range(3):
        optimiser.zero_grad()
        model(torch.randn(500, 200)).square().mean().backward()
        optimiser.step()
    torch.save(model.state_dict(), 'model.pt')
    model.load_state_dict(torch.load('model.pt'))
    return torch.get_num_threads()

def batches():
    import torch
    data = torch.utils.data.TensorDataset(torch.arange(10))
    return len(list(torch.utils.data.DataLoader(data, batch_size=3, shuffle=True)))

def arrays():
    import numpy
    numpy.save('a.npy', numpy.linalg.svd(numpy.ones((50, 50)))[1])
    return numpy.load('a.npy').shape

def plots():
    import matplotlib
    import matplotlib.pyplot as plt
    figure, axes = plt.subplots()
    axes.plot([1, 2], [3, 4], label='text')
    axes.legend()
    figure.savefig('plot.png')
    plt.show()
    return matplotlib.get_backend().lower()

def tables():
    import pandas
    pandas.DataFrame({'a': [1, 2], 'b': ['x', 'y']}).to_csv('table.csv', index=False)
    return list(pandas.read_csv('table.csv').columns)

def learning():
    from sklearn.datasets import load_digits
    from sklearn.ensemble import RandomForestClassifier
    inputs, labels = load_digits(return_X_y=True)
    return RandomForestClassifier(5, n_jobs=2, random_state=0).fit(inputs, labels).score(inputs, labels) > 0.9

def images():
    from PIL import Image
    Image.new('RGB', (20, 10), 'red').resize((10, 10)).save('image.jpg')
    with Image.open('image.jpg') as image:
        return image.size

def widgets():
    import ipywidgets
    return ipywidgets.IntSlider(value=3).value

def files():
    import pathlib, shutil, tempfile, zipfile
    pathlib.Path('one').write_text('text')
    shutil.copy2('one', 'two')
    with tempfile.NamedTemporaryFile() as scratch, zipfile.ZipFile('z.zip', 'w') as archive:
        archive.write('two')
    return pathlib.Path('two').read_text()

def waiting():
    import asyncio, concurrent.futures, threading
    async def later():
        await asyncio.sleep(0)
        return 1
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        return asyncio.run(later()) + sum(pool.map(int, '123'))
"""

ANSWERS: dict[str, Any] = {
    "autograd": 2,
    "batches": 4,
    "arrays": (50,),
    "plots": "agg",
    "tables": ["a", "b"],
    "learning": True,
    "images": (10, 10),
    "widgets": 3,
    "files": "text",
    "waiting": 7,
}


@pytest.fixture(scope="module")
def sandboxes() -> Iterator[dict[str, GuestSandbox]]:
    """Opened when first used."""
    opened: dict[str, GuestSandbox] = {}
    yield opened
    for sandbox in opened.values():
        sandbox.close()


def opened(sandboxes: dict[str, GuestSandbox], kind: str) -> GuestSandbox:
    if kind not in sandboxes:
        if kind == "local":
            sandboxes[kind] = open_local()
        else:
            from sandbox.host.docker import open_docker

            sandboxes[kind] = open_docker(DockerConfig(image="grader-sandbox:cpu"))
        program = Program("a.py", (SourceFile("a.py", (Cell(0, SOURCE),)),))
        assert sandboxes[kind].spawn(program, Limits(cpu_s=120, memory_mb=2048), seed=1).fault is None
    return sandboxes[kind]


@pytest.mark.parametrize("kind", ["local", pytest.param("docker", marks=pytest.mark.docker)])
@pytest.mark.parametrize("name", ANSWERS)
def test_it_works(sandboxes: dict[str, GuestSandbox], kind: str, name: str) -> None:
    sandbox = opened(sandboxes, kind)
    body = {"target": {"name": name}, "args": [], "kwargs": {}, "observe": False, "device": None}
    reply = sandbox.request("call", body, cpu_s=60, wall_s=120)
    assert reply.fault is None, (reply.fault, sandbox.output().stderr)
    assert reply.value == ANSWERS[name]
    assert sandbox.output().stderr == ""
