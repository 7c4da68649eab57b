"""How a guide's HTML page looks, on a screen and on paper."""

from __future__ import annotations

STYLE = """
:root { --ink: #16202c; --soft: #5b6978; --line: #dfe5ec; --wash: #f5f7fa; --brand: #14406b; --accent: #1f6fb2; }
* { box-sizing: border-box; }
html { scroll-behavior: smooth; }
body { margin: 0; font: 15px/1.55 system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif;
  color: var(--ink); }
body { background: #fff; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
code { font: .92em/1.4 ui-monospace, "SF Mono", "Liberation Mono", Menlo, monospace; overflow-wrap: anywhere; }
a { color: inherit; text-decoration: none; }
a:hover { text-decoration: underline; }
body > header { background: linear-gradient(120deg, #0f2f50, #1a568d); color: #fff;
  padding: 2.6rem max(1.5rem, calc(50vw - 33rem)) 1.4rem; }
.kind { margin: 0; font-size: .8rem; letter-spacing: .08em; text-transform: uppercase; opacity: .8; }
h1 { margin: .3rem 0 .2rem; font-size: 2.1rem; line-height: 1.2; font-weight: 650; letter-spacing: -.01em; }
.title { margin: 0 0 1rem; font-size: 1.1rem; opacity: .95; }
.note { margin: .35rem 0; max-width: 46rem; opacity: .9; }
.facts { display: flex; flex-wrap: wrap; gap: .6rem 2.2rem; margin: 1.3rem 0 1.2rem; }
.facts dt { font-size: .72rem; letter-spacing: .05em; text-transform: uppercase; opacity: .7; }
.facts dd { margin: 0; font-weight: 600; }
nav { display: flex; flex-wrap: wrap; gap: .5rem; }
nav a { padding: .25rem .8rem; border: 1px solid #ffffff55; border-radius: 99px; font-size: .88rem; }
nav a:hover { background: #ffffff22; text-decoration: none; }
main { max-width: 66rem; margin: 0 auto; padding: .5rem 1.5rem 3rem; }
section { margin-top: 2.4rem; }
h2 { margin: 0 0 .9rem; font-size: 1.35rem; color: var(--brand); letter-spacing: -.01em; }
h3 { margin: 0; font-size: 1.02rem; font-weight: 600; }
em { color: var(--soft); font-style: normal; }
em::before { content: "· "; }
small { color: var(--soft); font-size: .8em; font-weight: 400; }
table { width: 100%; border-collapse: collapse; font-size: .93em; }
th { text-align: left; font-size: .74rem; font-weight: 600; letter-spacing: .04em; text-transform: uppercase;
  color: var(--soft); }
th, td { padding: .38rem .6rem; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { border-bottom: 2px solid var(--line); }
.area th { background: var(--wash); color: var(--brand); padding-top: .45rem; }
.tag { white-space: nowrap; padding-left: calc(.6rem + var(--d) * 1.5rem); }
.tag code { font-weight: 650; }
.tag a { color: var(--accent); }
.loop { color: var(--soft); margin-left: .35rem; font-size: .85em; }
.u { white-space: nowrap; width: 6.5rem; }
.u small { margin-left: .45rem; }
.use { display: inline-block; min-width: 1.7em; padding: 0 .45em; border-radius: .35em; text-align: center;
  font-size: .8rem; font-weight: 650; }
.use.m { background: #dcecfb; color: #0d4a80; }
.use.o { background: #eef1f4; color: #4c5a68; }
.use.c { background: #fdf0d0; color: #7a4d00; }
.use.n { background: #fbe3e3; color: #8f1f1f; }
.off td:not(:last-child) { color: #94a0ac; }
.off td:first-child, .off td:nth-child(2) > span { text-decoration: line-through; text-decoration-color: #c9d1d9; }
.order .off .remarks { font-size: .9em; color: var(--soft); }
.dim { color: #7d8a97; }
.whole, .untouched { background: var(--wash); border-radius: .6rem; padding: .9rem 1.1rem; margin: 0 0 1.2rem; }
.untouched { margin: 1.2rem 0 0; font-size: .9em; }
.untouched summary { cursor: pointer; font-weight: 600; }
.untouched dl { margin: .6rem 0 0; }
.untouched div { display: flex; gap: 1rem; padding: .15rem 0; }
.untouched dt { flex: 0 0 9rem; font-family: ui-monospace, "Liberation Mono", monospace; font-size: .92em; }
.untouched dd { margin: 0; color: var(--soft); word-spacing: .3em; }
article { border: 1px solid var(--line); border-radius: .7rem; margin: 0 0 1.2rem; overflow: hidden; }
article > header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .2rem .9rem; padding: .65rem 1rem; }
article > header { background: var(--wash); border-bottom: 1px solid var(--line); }
article > header code { font-size: 1.05rem; font-weight: 700; color: var(--brand); }
article > header p { margin: 0 0 0 auto; font-size: .85rem; color: var(--soft); }
article > .remarks { margin: .8rem 1rem .3rem; }
article td:first-child, article th:first-child { padding-left: 1rem; white-space: nowrap; }
article tr:last-child td { border-bottom: 0; }
article td:nth-child(2) { width: 27%; }
article td:last-child { width: 38%; }
.inner td:first-child { padding-left: 2rem; }
td b { font-weight: 650; }
td s { margin-left: .45rem; color: #9aa5b1; font-size: .85em; }
abbr { text-decoration: none; }
.codes, .remarks { list-style: none; margin: 0; padding: 0; }
.codes li { display: flex; align-items: baseline; gap: .7em; }
.codes code { flex: none; min-width: 2.4em; font-weight: 650; }
.codes .more { color: var(--soft); }
.codes + .remarks { margin-top: .3rem; }
.remarks li { padding-left: .8rem; border-left: 3px solid #9cc4e8; margin: .2rem 0; }
.level { color: #7a4d00; background: #fdf0d0; border-radius: .3em; padding: 0 .4em; margin-left: .3em; }
.syntax { margin: 0; padding: .5rem 1rem .6rem; font-size: .84em; color: var(--soft);
  border-top: 1px solid var(--line); }
.syntax::first-letter { text-transform: uppercase; }
.example { margin: 0; padding: .8rem 1rem .8rem 3.4rem; background: #0f1d2c; color: #d7e3ee; border-radius: .7rem; }
.example li::marker { color: #5f7890; font-size: .8em; }
.example b { color: #7cc0ff; }
.when, .say { display: block; color: var(--soft); font-size: .92em; }
.when { color: #7a4d00; }
.source { white-space: nowrap; color: var(--soft); font-size: .88em; }
#differences td:first-child { width: 30%; }
#differences td:nth-child(2) { width: 18%; color: var(--soft); }
#differences td:first-child code { font-weight: 650; }
.legend { margin: 2.6rem 0 0; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .82rem;
  color: var(--soft); }
@media (max-width: 44rem) { main { padding: .5rem .8rem 2rem; } table { display: block; overflow-x: auto;
  } h1 { font-size: 1.6rem; } th, td { padding-inline: .3rem; } .u { width: auto; } .tag { white-space: normal; }
  .order th { letter-spacing: 0; } .order small { margin-left: .2rem; } }
@media print {
  @page { size: A4; margin: 16mm 14mm; }
  body { font-size: 9.5pt; }
  body > header { background: none; color: var(--ink); padding: 0 0 4mm; border-bottom: 2px solid var(--brand); }
  h1 { color: var(--brand); }
  nav, .loop { display: none; }
  main { max-width: none; padding: 0; }
  section { margin-top: 8mm; }
  h2, h3, article > header { break-after: avoid; }
  tr, .whole, .example li { break-inside: avoid; }
  article { border-radius: 0; overflow: visible; }
  thead { display: table-header-group; }
  .example { background: none; color: var(--ink); border: 1px solid var(--line); }
  .example b { color: var(--brand); }
  .untouched:not([open]) { display: none; }
}
"""
