import asyncio, time, json
import pytest
from tests.discord_far_side import FarSide
from tests.discord_people import MENTION
from tests.discord_processes import *
from tests.stores import copied
from collections import Counter

@pytest.fixture
async def side():
    async with FarSide() as s:
        yield await installed(s)
    print("refused", s.refused)

@pytest.fixture
async def on(side, small, migrated_file, tmp_path):
    async with plugged(side, copied(migrated_file, tmp_path), lambda: small) as o:
        yield o
        print("faults", o.parts.faults)

def answers(side):
    return Counter(m.reference for m in side.own())

async def test_simple(on, side):
    t=time.monotonic()
    asked(side)
    [a] = await side.posted()
    print(time.monotonic()-t, a)

@pytest.mark.parametrize("how", ["reconnect","close4000","close1000","invalid","invalidT","abort","outage","outage5"])
async def test_cut(on, side, how):
    qs=[asked(side,0)]
    await side.posted()
    g=side.gateway
    n=len(g.connections)
    t=time.monotonic()
    if how=="reconnect": g.reconnect()
    elif how.startswith("close"): g.close(int(how[5:]))
    elif how=="invalid": g.invalidate()
    elif how=="invalidT": g.invalidate(resumable=True)
    elif how=="abort": g.abort()
    elif how.startswith("outage"):
        g.outage(float(how[6:] or 2)); g.abort()
    for i in range(5):
        qs.append(asked(side,i+1))
        await asyncio.sleep(.05)
    await eventually(lambda: len(g.connections)>n, 30)
    await g.connected(patience=30)
    print(how, "connected after", time.monotonic()-t, "resumed", g.resumed, "identified", len(g.identified))
    await on.reaches(ok=True)
    qs.append(asked(side,9))
    await asyncio.sleep(1)
    found=answers(side)
    print(how, "asked", len(qs), "answered", [found[q.id] for q in qs], on.parts.faults)
