/** The style sheet of a report: light and dark, wide and narrow, screen and paper. */
export const style = `
:root{color-scheme:light dark;--ink:#1a1d21;--paper:#fff;--line:#d5dae0;--soft:#f3f5f7;--mark:#8a5a00}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e6e9ec;--paper:#15181c;--line:#3a414a;--soft:#1e2329;--mark:#f0b54a}}
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
figcaption{font-size:12px}figure{margin-bottom:8px}
}
@media print{main{max-width:none;padding:0}h2{break-after:avoid}figure,tr{break-inside:avoid}.scroll{overflow:visible;background:none}th,td{white-space:normal;padding:2px 4px}table{font-size:11px}}
`;
