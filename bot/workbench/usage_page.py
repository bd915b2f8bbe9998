"""How the page of a report looks, in light and in dark: its style sheet, and what the browser may do for it."""

from __future__ import annotations

from typing import Final

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""The page needs its own style sheet and nothing else: not even a mistake of ours could load or run anything."""

RULES: Final = """
:root {
  --page: #fbfbfa; --ink: #1d2329; --faint: #5b6570; --line: #d9dde1; --note: #fff4d6;
  --answered: #2b6cb0; --offered: #b7791f; --refused: #b83a4b; --more: #6b7280;
  --h1: #dbe9f7; --h2: #b4d1ee; --h3: #82b1e0; --h4: #3673b3; --h5: #1f5a99; --on: #1d2329; --over: #ffffff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #16191d; --ink: #e6e9ec; --faint: #a0a9b2; --line: #343b43; --note: #3a3116;
    --answered: #63a4e8; --offered: #d9a441; --refused: #e8788a; --more: #949ca6;
    --h1: #1d2f42; --h2: #21456a; --h3: #2a5f94; --h4: #6aa6e2; --h5: #a5cdf5; --on: #e6e9ec; --over: #10151a;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 860px; margin: 0 auto; padding: 24px 20px 60px; }
h1 { font-size: 26px; margin: 0; }
h2 { font-size: 18px; margin: 32px 0 4px; }
h3 { font-size: 15px; margin: 24px 0 4px; }
p { margin: 4px 0; }
.faint { color: var(--faint); }
.note { background: var(--note); padding: 8px 12px; border-radius: 4px; margin: 12px 0; }
figure { margin: 0; }
figcaption p { margin-bottom: 8px; }
.plot, .scroll { overflow-x: auto; }
.plot svg { display: block; width: 100%; min-width: 640px; height: auto; }
svg text { font: 12px system-ui, sans-serif; fill: var(--ink); }
svg text.faint { fill: var(--faint); }
svg .end { text-anchor: end; }
svg .mid { text-anchor: middle; }
svg .strong { font-weight: 600; }
.grid { stroke: var(--line); stroke-width: 1; }
rect.answered, rect.questions, circle.answered { fill: var(--answered); }
rect.offered { fill: var(--offered); }
rect.refused { fill: var(--refused); }
rect.more { fill: var(--more); }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.line.answered { stroke: var(--answered); }
.heat.h0 rect { fill: none; stroke: var(--refused); stroke-width: 1.5; stroke-dasharray: 5 4; }
.heat.h1 rect { fill: var(--h1); } .heat.h2 rect { fill: var(--h2); } .heat.h3 rect { fill: var(--h3); }
.heat.h4 rect { fill: var(--h4); } .heat.h5 rect { fill: var(--h5); }
svg .heat.h1 text, svg .heat.h2 text, svg .heat.h3 text { fill: var(--on); }
svg .heat.h4 text, svg .heat.h5 text { fill: var(--over); }
.legend span { margin-right: 16px; white-space: nowrap; }
.legend i { display: inline-block; width: 11px; height: 11px; border-radius: 2px; }
i.answered { background: var(--answered); } i.offered { background: var(--offered); }
i.refused { background: var(--refused); } i.more { background: var(--more); }
details { margin: 8px 0 0; }
summary { color: var(--faint); cursor: pointer; }
table { border-collapse: collapse; margin: 8px 0; font-size: 14px; }
th, td { text-align: left; vertical-align: top; padding: 3px 14px 3px 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { font-weight: 600; white-space: nowrap; }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
@media print { details { display: none; } figure { break-inside: avoid; } }
"""
