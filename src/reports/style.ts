/** The style sheet of a report: light and dark, wide and narrow, screen and paper. */
export const style = `
:root{color-scheme:light dark;--ink:#1a1d21;--paper:#fff;--line:#d5dae0;--soft:#f3f5f7;--mark:#8a5a00;--alarm:#a84300;--faint:#5b636d}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e6e9ec;--paper:#15181c;--line:#3a414a;--soft:#1e2329;--mark:#f0b54a;--alarm:#ff9a57;--faint:#9aa4af}}
@media print{:root{color-scheme:light}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.45 system-ui,sans-serif}
main{max-width:1040px;margin:0 auto;padding:14px 16px}
h1{font-size:22px;margin:0 0 6px}h2{font-size:16px;margin:12px 0 4px}
.label{font-size:13px;font-weight:600;color:var(--mark);border:1px solid currentColor;border-radius:4px;padding:1px 6px;display:inline-block}
p,ul{margin:4px 0}ul{padding-left:18px}
.scope,section p{font-size:13px}
.scroll{overflow-x:auto;background:linear-gradient(90deg,var(--paper) 30%,transparent),linear-gradient(270deg,var(--paper) 30%,transparent) right,linear-gradient(90deg,#8888,transparent),linear-gradient(270deg,#8888,transparent) right;background-size:36px 100%,36px 100%,12px 100%,12px 100%;background-repeat:no-repeat;background-attachment:local,local,scroll,scroll}
table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums;width:100%}
th,td{padding:2px 6px;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap;vertical-align:top}
th:first-child,td:first-child,th:nth-child(2),td:nth-child(2){text-align:left}
.summary th,.summary td{text-align:left;white-space:normal}.summary span{display:inline-block}.noted span+span{font-weight:600}
.prose td:last-child{white-space:normal;overflow-wrap:anywhere;min-width:90px}.day{white-space:nowrap}
figure{margin:4px 0 12px}figcaption{font-weight:600;font-size:14px}
svg{display:block;max-width:100%;height:auto;color:var(--ink)}
main:has(.comparison){max-width:1240px}main:has(.comparison) svg{max-width:1008px}.comparison table{line-height:1.3}.comparison .words{width:24%}.comparison th,.comparison td{text-align:left;padding:3px 6px}.comparison .number,.comparison th:nth-child(n+3):not(.words){text-align:right}
.comparison .words,.comparison .refused td+td{white-space:normal}.comparison td strong{font-weight:600}.comparison small{display:block;font-size:11.5px;color:var(--mark)}
.comparison .bars{width:16%;min-width:130px;padding-right:14px}.bars div{position:relative;height:11px;margin-top:3px;background:var(--soft)}.bars i{position:absolute;left:0;top:0;bottom:0}.bars b{position:absolute;top:-2px;bottom:-2px;width:2px;margin-left:-1px;background:var(--ink)}
i.inner,.key i.inner{background:#0072b2}i.outer,.key i.outer{background:#8fc1e3}.alarm i.inner{background:#d55e00}.alarm i.outer{background:#f0b48c}.alarm .number:last-of-type,.alarm strong{color:var(--alarm)}
.comparison .key i{height:10px}.key b{display:inline-block;width:2px;height:12px;margin-right:5px;background:var(--ink);vertical-align:middle}
.comparison .refused td{font-size:12px;padding:1px 6px;color:var(--faint)}
.narrow{display:none;max-width:520px}
.legend{margin:0 0 4px;font-size:13px}.key{display:inline-block;margin-right:14px}
.key i{display:inline-block;width:14px;height:3px;margin-right:5px;vertical-align:middle}.key i.loss{background:currentColor;opacity:.35}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 12px;margin:4px 0;font-size:13px}dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere}
@media screen and (max-width:880px){.wide{display:none}.narrow{display:block}}
@media screen and (max-width:600px){
body{font-size:13px;line-height:1.35}main{padding:8px 12px}h1{font-size:16px;margin-bottom:3px}h2{font-size:14px;margin:7px 0 2px}
.label{font-size:11px;padding:0 4px}.scope,section p{font-size:11px;line-height:1.3}.verdict{padding-left:14px;font-size:12px;line-height:1.25}
table,dl,.legend{font-size:11px}.legend{line-height:1.2}.key{margin-right:6px}.key i{width:10px;margin-right:3px}th,td{padding:2px 4px}.prose th,.prose td{white-space:normal}section ul{font-size:12px}
.summary table{table-layout:fixed;line-height:1.2}.summary th:first-child{width:18%}.noted span+span{font-weight:400;color:var(--mark)}.summary th,.summary td{overflow-wrap:anywhere;padding:1px 2px}
.comparison table,.comparison tbody,.comparison tr,.comparison td{display:block}.comparison thead{display:none}.comparison tr{padding:3px 0;border-bottom:1px solid var(--line)}.comparison td,.comparison .refused td{border:0;padding:0;font-size:11px;overflow-wrap:anywhere}.comparison small{display:inline;font-size:11px;margin-left:6px}
.comparison .bars,.comparison .words{width:auto}.bars div{margin:2px 0}.comparison .number{display:inline-block;margin-right:12px}.comparison td[data-label]::before{content:attr(data-label) " ";color:var(--faint)}
figcaption{font-size:12px}figure{margin-bottom:8px}
}
@media print{main{max-width:none;padding:0}h2{break-after:avoid}figure,tr{break-inside:avoid}.scroll{overflow:visible;background:none}th,td{white-space:normal;padding:2px 4px}table{font-size:11px}}
`;
