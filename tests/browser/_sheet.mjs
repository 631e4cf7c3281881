import { launch } from '/work/main/tests/browser/browser.mjs';
import { readFileSync } from 'node:fs';
const [out, ...files] = process.argv.slice(2);
const b=(f)=>'data:image/png;base64,'+readFileSync(f).toString('base64');
const browser = await launch(); const p = await (await browser.newContext({viewport:{width:1600,height:900}})).newPage();
await p.setContent(`<body style="margin:0;display:flex;gap:12px;align-items:flex-start;background:#888;padding:12px">${files.map(f=>`<img style="max-width:${Math.floor(1560/files.length)}px" src="${b(f)}">`).join('')}</body>`);
await p.screenshot({path: out, fullPage:true}); await browser.close();
