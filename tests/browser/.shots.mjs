import { faults, signIn, speak, startBrowser, startDemo, register, lettersTo, knownClient } from "/tmp/w/web/tests/browser/demo.mjs";
import { mkdirSync, readdirSync } from "node:fs";
const OUT="/tmp/w/shots"; mkdirSync(OUT,{recursive:true});
const demo = await startDemo("--at","2026-05-12T08:30:00Z");
console.log(demo.seconds, knownClient(demo));
const browser = await startBrowser();
try {
const lang = process.env.L ?? "en";
const c = await browser.newContext({ locale: lang, reducedMotion:"reduce", viewport:{width:390,height:844} });
const p = await c.newPage();
await register(p, demo).catch(async e=>{console.log(e, readdirSync(demo.letters).length, lettersTo(demo, knownClient(demo).email).at(-1)); await p.screenshot({path:OUT+"/fail.png"}); throw e;});
// ask
await p.goto(demo.base+"/me/ask");
await p.click("main ul.choices a >> nth=0");
const reqs = await p.locator("main form [required], main form textarea").count();
await p.goto(demo.base+"/me/ask/question").catch(()=>{});
console.log(p.url(), reqs);
await p.fill("textarea[name=text]","Is the roof covered when it hails?");
await p.screenshot({path:OUT+"/me-ask-form-390.png",fullPage:true});
await p.click("main form button.primary");
await p.waitForURL(/me\/requests\/[0-9a-z]{26}/);
const request = p.url();
await p.goto(demo.base+"/me/profile"); await p.check("input[name=offer_email]"); await p.click("form[action='/me/profile/consents'] button");
await p.goto(demo.base+"/me/profile"); await p.click("button[name=asked][value=erasure]");
const s = await browser.newContext({ locale: lang, reducedMotion:"reduce", viewport:{width:1440,height:900} });
const d = await s.newPage();
await signIn(d, demo.base, "admin"); await speak(d, demo.base, lang);
await d.goto(request.replace("/me/","/desk/"));
await d.fill("form.answer textarea","Yes, hail is covered.\n\nKind regards"); 
await d.click("form.answer button[value=answer]");
await d.locator("ol.words li.ours").waitFor();
await d.goto(demo.base+"/desk/campaigns"); await d.click("details.import summary");
await d.screenshot({path:OUT+"/campaigns-form-1440.png",fullPage:true});
await d.fill("input[name=name]","Spring at home"); await d.selectOption("select[name=notice]","head_office_offer"); await d.click("button[data-main]");
await d.waitForURL(/campaigns\/[0-9a-z]{26}/);
const campaign=d.url();
await d.click("button[value=count]");
await d.waitForTimeout(6000); await d.reload();
await d.screenshot({path:OUT+"/campaign-counted-1440.png",fullPage:true});
if (await d.locator("button[value=start]").count()) { await d.click("button[value=start]"); await d.waitForTimeout(6000); await d.reload(); }
await d.goto(demo.base+"/desk/clients?find="+encodeURIComponent(knownClient(demo).contract));
const client = demo.base + await d.locator("main table th a").first().getAttribute("href");
const desk = {notices:"/desk/notices",receipt:"/desk/notices/receipt",words:"/desk/notices/code/sms/it",letterwords:"/desk/notices/receipt/email/en",campaigns:"/desk/campaigns",campaign:campaign.replace(demo.base,""),client:client.replace(demo.base,""),data:"/desk/data-requests",outbox:"/desk/outbox"};
const me = {home:"/me",requests:"/me/requests",request:request.replace(demo.base,""),messages:"/me/messages",profile:"/me/profile",ask:"/me/ask",contracts:"/me/contracts",call:"/me/call"};
for (const scheme of (process.env.S??"light,dark").split(",")) for (const width of [1440,390]) {
  const opt={locale:lang,colorScheme:scheme,reducedMotion:"reduce",viewport:{width,height:width===390?844:900}};
  const ctx=async(st)=>{const x=await browser.newContext({...opt,storageState:st}); return x;};
  const run=async(st,pages,name)=>{ const x=await ctx(st); const q=await x.newPage();
    for (const [k,path] of Object.entries(pages)) { const f = await faults(q, demo.base+path); if (f.length) console.log(scheme,width,f.join("\n"));
      const wide=await q.evaluate(()=>document.documentElement.scrollWidth-document.documentElement.clientWidth); if(wide>1) console.log("WIDE",k,width,wide);
      await q.screenshot({path:`${OUT}/${name}-${k}-${width}-${scheme}.png`,fullPage:true}); } await x.close(); };
  await run(await s.storageState(),desk,"desk");
  await run(await c.storageState(),me,"me");
  await run(undefined,{signin:"/me/sign-in",register:"/me/register"},"me");
}
console.log(lettersTo(demo, knownClient(demo).email).at(-1));
} finally { await browser.close(); await demo.stop(); }
