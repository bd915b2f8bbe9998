"""Completes what somebody is typing, at each keystroke and from memory, so that no list contradicts the answer to come."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Final

import numpy as np
from rapidfuzz import fuzz, process

from bot.compose import SMALL_TALK
from bot.conversation import Answered, Ranking, Reading, Unknown
from bot.decide import WORTH_OFFERING, decide
from bot.matching.beginnings import Beginnings
from bot.matching.index import Index, total_of
from bot.matching.owners import owners_of
from bot.matching.unfinished import Reader

MOST=25
LONGEST=100
FLOOR=0.15
EAGER=0.3
ALIKE=1.5
KNOWN_FIRST=True

@dataclass(frozen=True, slots=True)
class Completion:
    label: str
    entry: str


class Completer:
    def __init__(self, knowledge, index=None):
        self._knowledge=knowledge
        self._index=index or Index(knowledge)
        texts=self._index.lexicon.texts
        labels=[];keys=[];owner=[];spans={};cost=[]
        at=0; kept=[]
        ids=[]
        for o in owners_of(knowledge):
            if o.id not in knowledge.entries or at>=0 and len(ids)>=0 and o.also==() : pass
            n=len(o.phrasings)
            e=knowledge.entries.get(o.id)
            inscope = bool(o.also)
            if inscope and e.kind!=SMALL_TALK:
                first=len(labels)
                for i,p in enumerate(o.phrasings):
                    l=' '.join(p.split())
                    w=texts[at+i]
                    if len(l)<=LONGEST and w:
                        labels.append(l); keys.append(' '.join(w)+' '); owner.append(len(ids)); cost.append(0 if i==n-1 else len(l)); kept.append(w)
                spans[o.id]=(first,len(labels))
                ids.append(o.id)
            at+=len(o.texts)
        self._ids=ids; self._labels=labels; self._keys=keys; self._owner=np.array(owner,np.int32); self._spans=spans
        self._cost=np.array(cost,np.int16)
        self._begin=Beginnings(keys)
        self._reader=Reader(self._index.lexicon,kept)
        self._starters=tuple(Completion(knowledge.entries[i].title,i) for i in ids[:25])

    def complete(self, typed):
        read=self._reader.read(typed)
        if sum(map(len,read.beginnings[:1]))<2: return self._starters
        begun={}
        places=self._begin.of(read.beginnings)
        if len(places):
            ow=self._owner[places]
            counts=np.bincount(ow,minlength=len(self._ids))
            best=np.argsort(-counts,kind='stable')[:40]
            flags=np.zeros(len(self._ids),bool); flags[best]=True
            m=flags[ow]; places=places[m]; ow=ow[m]
            order=np.lexsort((self._cost[places],ow))
            ow=ow[order]; places=places[order]
            f=np.flatnonzero(np.diff(ow,prepend=-1))
            for o,p in zip(ow[f].tolist(),places[f].tolist()):
                begun[self._ids[o]]=(int(counts[o]),p)
        scored=self._index.score(read.words,MOST)
        ranking=Ranking(Reading(read.text,read.words,(),scored.known),scored.entries,scored.families[0] if scored.families else None)
        d=decide(ranking,self._knowledge.policy)
        first=d.entry if isinstance(d,Answered) else None
        if first and first not in self._spans: return self._starters
        floor=FLOOR
        if isinstance(d,Unknown) and d.family:
            floor=WORTH_OFFERING
        totals={c.entry:total_of(c.score) for c in scored.entries}
        low=min(totals.values(),default=-1.)
        cand={c.entry:c for c in scored.entries if c.entry in self._spans and (c.score>=floor or c.entry==first)}
        key=read.beginnings[-1][:LONGEST].strip()
        rest=[e for e in cand if e not in begun]
        alike={}
        if rest:
            pl=[range(*self._spans[e]) for e in rest]
            n=len(key)+2
            s=process.cdist([key],[self._keys[p][:n].rstrip() for r in pl for p in r],scorer=fuzz.ratio)[0]
            starts=[0,*accumulate(len(r) for r in pl)]
            for e,r,a,b in zip(rest,pl,starts,starts[1:]):
                i=int(s[a:b].argmax()); alike[e]=(float(s[a+i])/100,r[i])
        w={e:totals.get(e,low)+EAGER*np.log1p(c) for e,(c,p) in begun.items()}
        w2={e:totals[e]+ALIKE*alike[e][0] for e in rest}
        order=[*([first] if first else []),*sorted(w,key=lambda e:(-w[e],e)),*sorted(w2,key=lambda e:(-w2[e],e))]
        out=[];used=set()
        for e in dict.fromkeys(order):
            if e in begun: l=self._labels[begun[e][1]]
            elif alike[e][0]>=.8: l=self._labels[alike[e][1]]
            elif cand[e].evidence.likeness>=.6 and len(cand[e].evidence.phrasing)<=LONGEST: l=' '.join(cand[e].evidence.phrasing.split())
            else: l=self._knowledge.entries[e].title
            if l.casefold() in used: continue
            used.add(l.casefold()); out.append(Completion(l,e))
            if len(out)==MOST: break
        return tuple(out)
