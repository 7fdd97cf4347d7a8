extension ConversationPage {
    /// Everything before the data.
    static let head = """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width,initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none';style-src 'unsafe-inline';\
        script-src 'unsafe-inline'">
        <title>conversation</title>
        <style>
        :root{color-scheme:light dark;--bg:#fff;--ink:#1d1d1f;--soft:#6b6b70;--line:#d5d5da;--arrow:#2563c9;\
        --bad:#c22f2f;\
        --sel:#e8f0fe;--panel:#f6f6f8;--left:92px}
        @media (prefers-color-scheme:dark){:root{--bg:#16171a;--ink:#e8e8ea;--soft:#9a9aa2;--line:#3a3b40;\
        --arrow:#7aa7f7;\
        --bad:#ff7b72;--sel:#22304a;--panel:#1f2024}}
        *{box-sizing:border-box}
        html,body{margin:0;height:100%}
        body{display:flex;flex-direction:column;background:var(--bg);color:var(--ink);\
        font:14px/1.4 system-ui,-apple-system,"Segoe UI","Noto Sans CJK SC","PingFang SC",sans-serif}
        header{padding:10px 14px;border-bottom:1px solid var(--line)}
        h1{font-size:16px;margin:0 0 6px;overflow-wrap:anywhere}
        .tools{display:flex;flex-wrap:wrap;gap:8px;align-items:center}
        .tools input[type=search]{flex:1 1 160px;min-width:0}
        input,select,button{font:inherit;color:inherit;background:var(--panel);border:1px solid var(--line);\
        border-radius:6px;padding:4px 8px;max-width:100%}
        #warn{color:var(--bad)}
        #count{color:var(--soft)}
        main{flex:1;min-height:0;display:flex}
        #left{flex:1 1 0;min-width:0;min-height:0;display:flex;flex-direction:column}
        #lanes{position:relative;height:30px;border-bottom:1px solid var(--line);margin-left:var(--left);
        margin-right:14px}
        #lanes span{position:absolute;transform:translateX(-50%);top:5px;font-weight:600;white-space:nowrap;\
        max-width:46vw;overflow:hidden;text-overflow:ellipsis}
        #view{flex:1;min-height:0;overflow:auto;position:relative}
        #space{position:relative}
        .rail{position:absolute;top:0;bottom:0;width:1px;background:var(--line)}
        #rails{position:absolute;inset:0 14px 0 var(--left);pointer-events:none}
        .row{position:absolute;left:0;right:0;height:44px;cursor:pointer;border:0;padding:0;background:none;\
        display:block;\
        width:100%;text-align:left;border-radius:0}
        .row:hover,.row:focus-visible{background:var(--panel);outline:none}
        .row.on{background:var(--sel)}
        .t{position:absolute;left:10px;top:4px;color:var(--soft);font-variant-numeric:tabular-nums;font-size:12px}
        .n{position:absolute;left:10px;top:22px;color:var(--soft);font-size:12px}
        .b{position:absolute;left:var(--left);right:14px;top:0;bottom:0}
        .w{position:absolute;left:0;right:0;top:4px;text-align:center;white-space:nowrap;overflow:hidden;\
        text-overflow:ellipsis}
        .w>span{background:var(--bg)}.row:hover .w>span,.row:focus-visible .w>span{background:var(--panel)}
        .row.on .w>span{background:var(--sel)}
        .w b{font-weight:600}
        .w i{font-style:normal;color:var(--soft)}
        .a{position:absolute;top:33px;height:0;border-top:2px solid var(--arrow)}
        .a::after{content:"";position:absolute;top:-6px;border:5px solid transparent}
        .a.r::after{right:-1px;border-left-color:var(--arrow);border-right:0}
        .a.l::after{left:-1px;border-right-color:var(--arrow);border-left:0}
        .bad .w{color:var(--bad)}.bad .a{border-top-color:var(--bad)}
        .bad .a.r::after{border-left-color:var(--bad)}.bad .a.l::after{border-right-color:var(--bad)}
        #side{width:min(560px,45vw);border-left:1px solid var(--line);background:var(--panel);overflow:auto;
        padding:12px 14px}
        #side[hidden]{display:none}
        #side h2{font-size:15px;margin:0 34px 6px 0}
        #side p{margin:4px 0;overflow-wrap:anywhere}
        #side table{border-collapse:collapse;width:100%;font-size:12.5px;margin-top:8px}
        #side td{padding:2px 6px 2px 0;vertical-align:top;border-top:1px solid var(--line)}
        #side td.h,#side code{font-family:ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere;font-size:12px}
        #side td.v{overflow-wrap:anywhere;font-weight:600;min-width:11em}
        #side td.o{color:var(--soft)}
        #close{float:right}
        a{color:var(--arrow);cursor:pointer;text-decoration:underline}
        .text{font-size:16px;white-space:pre-wrap;background:var(--bg);border:1px solid var(--line);border-radius:6px;\
        padding:8px;margin:8px 0;overflow-wrap:anywhere}
        @media (max-width:720px){:root{--left:64px}main{flex-direction:column}
        #side{width:auto;border-left:0;border-top:1px solid var(--line);flex:1 1 0;min-height:0}
        #side td.v{min-width:7em}#side td.o{display:none}
        .t,.n{left:6px;font-size:11px}.w{font-size:13px;text-align:left}#lanes span{max-width:40vw}}
        </style></head><body>
        <header><h1></h1><div class="tools"><input type="search" id="find" placeholder="number, id, text, command"\
         aria-label="search"><select id="flow" aria-label="connection"></select>\
        <label><input type="checkbox" id="bad"> errors</label><span id="count"></span></div><div id="warn"></div>\
        </header>
        <main><div id="left"><div id="lanes"></div><div id="view" tabindex="0"><div id="space"><div id="rails">\
        </div></div>\
        </div></div><aside id="side" hidden></aside></main>
        <script>
        "use strict";
        const D=
        """

    /// Everything behind the data.
    static let script = """
        ;
        const $=i=>document.getElementById(i),H=44;
        const el=(t,c,x)=>{const e=document.createElement(t);if(c)e.className=c;if(x!==undefined)e.textContent=x;
        return e};
        const unb64=s=>Uint8Array.from(atob(s),c=>c.charCodeAt(0));
        function undo(d,base){let p=0;const num=()=>{let n=0,s=0,b;do{b=d[p++];n+=(b&127)*2**s;s+=7}while(b>127);
        return n};
        const out=new Uint8Array(num());let q=0;while(q<out.length){const k=num();if(k)out.set(base.subarray(q,q+k),
        q);q+=k;
        const m=num();out.set(d.subarray(p,p+m),q);p+=m;q+=m}return out}
        const hex=a=>Array.from(a,b=>b.toString(16).padStart(2,"0")).join(" ");
        const bare=a=>Array.from(a,b=>b.toString(16).padStart(2,"0")).join("");
        function value(k,a){if(k===0){let n=0;for(const b of a)n=n*256+b;return String(n)}
        if(k===1)return "0x"+bare(a);
        if(k===2){let e=a.length;while(e&&!a[e-1])e--;const t=a.subarray(0,e);
        return t.every(b=>b>31&&b<127)?String.fromCharCode(...t):"hex:"+bare(a)}return ""}
        function fields(o,s){const f=[];let p=0,i=0;for(;i<s.length&&s[i]>=0;i+=3){const a=o.subarray(p,p+s[i+2]);
        f.push({name:D.names[s[i]],kind:s[i+1],at:p,octets:a,value:value(s[i+1],a)});p+=s[i+2]}
        if(p<o.length)f.push({name:"surplus",kind:3,at:p,octets:o.subarray(p),value:""});
        if(i<s.length){const c=f.find(x=>/^Msg_Content$/.test(x.name));if(c){let q=0;for(i++;i<s.length;i+=3){
        const a=c.octets.subarray(q,q+s[i+2]);f.push({name:"report: "+D.names[s[i]],kind:s[i+1],at:c.at+q,octets:a,
        value:value(s[i+1],a)});q+=s[i+2]}}}return f}
        const hosts=[],lane=h=>{let i=hosts.indexOf(h);if(i<0){if(hosts.length<6){hosts.push(h);i=hosts.length-1}
        else i=5}return i};
        const host=a=>a.replace(/:\\d+$/,"");
        const flows=new Map();for(const f of D.flows)flows.set(f[0],{n:f[0],c:f[1],s:f[2],p:f[3],cl:lane(host(f[1])),
        sl:lane(host(f[2]))});
        if(!hosts.length)hosts.push("client","server");
        if(hosts.length===1){hosts.push(hosts[0]);for(const f of flows.values())f.sl=1}
        const first=(f,...n)=>{for(const x of f)if(n.includes(x.name)&&x.value)return x.value;return ""};
        const all=(f,...n)=>f.filter(x=>n.includes(x.name)&&x.value).map(x=>x.value);
        function message(f,flags){const c=f.find(x=>/^(Msg_?Content|MessageContent)$/.test(x.name));
        if(!c||!(flags&6))return "";let a=c.octets;if(flags&8&&a.length)a=a.subarray(1+a[0]);
        const n=(flags&6)===2?"latin1":(flags&6)===4?"utf-16be":"gb18030";
        try{return new TextDecoder(n).decode(a)}catch(e){return ""}}
        let time=0;const rows=[],byNumber=new Map();
        for(const r of D.rows){time+=r[2];const x={flow:r[0],dir:r[1],time,name:D.names[r[3]],
        note:r[4]<0?"":D.strings[r[4]],flags:r[5],number:r[6]||0,latency:r.length>7?r[7]:-1,answers:r[8]||0,
        reports:r[9]||0};
        if(r.length>12){x.shape=r[10];x.octets=undo(unb64(r[12]),r[11]<0?new Uint8Array():rows[r[11]].octets)}
        if(x.octets){const f=fields(x.octets,D.shapes[x.shape]);x.text=message(f,x.flags);
        const resp=/_RESP$/i.test(x.name),cmd=x.name.toUpperCase();let w=[];
        if(/SUBMIT$|DELIVER$/.test(cmd)){const up=/DELIVER$/.test(cmd);
        let from=up?first(f,"Src_terminal_Id","SrcTermID","UserNumber"):first(f,"Src_Id","SrcTermID","SPNumber");
        let to=up?all(f,"Dest_Id","DestTermID",x.name==="Deliver"?"SPNumber":""):all(f,"Dest_terminal_Id","DestTermID",
        "UserNumber");if(to.length>3)to=to.slice(0,3).concat("and "+(to.length-3)+" more");w=[from,"→",to.join(",")]}
        else if(/(CONNECT|LOGIN|BIND)$/.test(cmd))w=[first(f,"Source_Addr","ClientID","LoginName")];
        else if(cmd==="REPORT")w=[first(f,"UserNumber")];
        else if(resp){const i=f.find(y=>y.name==="Msg_Id"||y.name==="MsgID");
        if(i&&i.octets.some(b=>b))w=[i.value||bare(i.octets)]}
        const id=first(f,"report: Msg_Id");if(id)w.push(id);
        x.label=w.filter(Boolean).join(" ");if(x.text)x.label+=" “"+x.text+"”"}else x.label="";
        x.hay=(x.name+" "+x.label+" "+x.note+" "+x.number+(x.octets?" "+bare(x.octets):"")).toLowerCase();
        if(x.number)byNumber.set(x.number,rows.length);rows.push(x)}
        const pad=(n,w)=>String(n).padStart(w,"0");
        const stamp=u=>Math.floor(u/1e6)+"."+pad(Math.floor(u%1e6/1000),3);
        const lat=u=>u<1000?u+" µs":u<1e6?(u/1000).toFixed(u<1e4?1:0)+" ms":(u/1e6).toFixed(1)+" s";
        document.title=D.title;document.querySelector("h1").textContent=D.title;
        const warn=[];if(D.bare)warn.push(D.bare+" frames are shown without their octets: the page would be too large");
        if(D.left)warn.push(D.left+" later frames and events are not in this page");
        $("warn").textContent=warn.join("; ");
        const x=i=>100*(i+.5)/hosts.length+"%";
        hosts.forEach((h,i)=>{const s=el("span","",h);s.style.left=x(i);s.title=h;$("lanes").append(s);
        const r=el("div","rail");r.style.left=x(i);$("rails").append(r)});
        const sel=$("flow");sel.append(new Option("all connections",""));
        for(const f of flows.values())sel.append(new Option("#"+f.n+" "+f.c+" > "+f.s+" "+f.p,f.n));
        let shown=[],chosen=-1;
        function filter(){const q=$("find").value.trim().toLowerCase(),fl=sel.value,b=$("bad").checked;
        shown=rows.map((_,i)=>i).filter(i=>{const r=rows[i];
        return(!q||r.hay.includes(q))&&(!fl||r.flow==fl)&&(!b||r.flags&1)});
        $("count").textContent=shown.length+" of "+rows.length;$("space").style.height=Math.max(shown.length*H,
        1)+"px";draw()}
        function draw(){const v=$("view"),a=Math.max(0,Math.floor(v.scrollTop/H)-6);
        const z=Math.min(shown.length,Math.ceil((v.scrollTop+v.clientHeight)/H)+6);
        for(const e of [...$("space").querySelectorAll(".row")])e.remove();
        for(let i=a;i<z;i++){const k=shown[i],r=rows[k],f=flows.get(r.flow);
        const e=el("button","row"+(r.flags&1?" bad":"")+(k===chosen?" on":""));e.style.top=i*H+"px";
        e.append(el("span","t",stamp(r.time)),el("span","n",r.latency>=0?"+"+lat(r.latency):"#"+r.flow));
        const b=el("span","b"),w=el("span","w"),u=el("span");
        u.append(el("b","",r.name+" "),r.label?r.label+" ":"",el("i","",r.note));w.append(u);b.append(w);
        if(f&&r.number){const p=r.dir?f.sl:f.cl,t=r.dir?f.cl:f.sl,n=hosts.length;
        const l=Math.min(p,t),d=Math.abs(p-t)||.4,s=el("span","a "+(t>p?"r":"l"));
        s.style.left=x(l);s.style.width=100*d/n+"%";b.append(s)}e.append(b);
        e.onclick=()=>open(k);$("space").append(e)}}
        function go(n){const k=byNumber.get(n);if(k===undefined)return;let i=shown.indexOf(k);
        if(i<0){$("find").value="";sel.value="";$("bad").checked=false;filter();i=k}
        $("view").scrollTop=Math.max(0,i*H-100);open(k)}
        function link(p,words,n){const a=el("a","",words+n);a.onclick=()=>go(n);p.append(a," ")}
        function open(k){chosen=k;const r=rows[k],f=flows.get(r.flow),s=$("side");s.hidden=false;s.replaceChildren();
        const c=el("button","","×");c.id="close";c.title="close";c.onclick=()=>{s.hidden=true;chosen=-1;draw()};
        s.append(c,el("h2","",(r.number?r.number+". ":"")+r.name));
        if(f){const[p,t]=r.dir?[f.s,f.c]:[f.c,f.s];s.append(el("p","","#"+f.n+" "+f.p+" · "+p+" → "+t))}
        s.append(el("p","",stamp(r.time)+" s"+(r.latency>=0?" · answer after "+lat(r.latency):"")));
        const l=el("p");if(r.answers)link(l,"request: frame ",r.answers);if(r.reports)link(l,"submit: frame ",
        r.reports);
        const ans=rows.find(y=>y.answers===r.number&&r.number);if(ans)link(l,"answer: frame ",ans.number);
        for(const y of rows)if(r.number&&y.reports===r.number)link(l,"report: frame ",y.number);
        if(l.childNodes.length)s.append(l);
        if(r.note)s.append(el("p","",r.note));if(r.text)s.append(el("div","text",r.text));
        if(r.octets){const t=el("table");for(const x of fields(r.octets,D.shapes[r.shape])){const e=el("tr");
        e.append(el("td","o",pad(x.at.toString(16),4)),el("td","",x.name),el("td","v",x.value),el("td","h",
        hex(x.octets)));
        t.append(e)}s.append(t,el("p","","hex"),el("code","",bare(r.octets)))}
        else if(r.number)s.append(el("p","","The octets of this frame are not in the page."));s.scrollTop=0;draw()}
        $("view").addEventListener("scroll",()=>requestAnimationFrame(draw));addEventListener("resize",draw);
        for(const i of["find","flow","bad"])$(i).addEventListener("input",filter);
        addEventListener("keydown",e=>{if(e.key==="Escape"){$("side").hidden=true;chosen=-1;draw()}
        if(e.target===$("find"))return;const d=e.key==="ArrowDown"?1:e.key==="ArrowUp"?-1:0;
        if(d&&chosen>=0){const i=shown.indexOf(chosen)+d;if(i>=0&&i<shown.length){e.preventDefault();
        const v=$("view");if(i*H<v.scrollTop)v.scrollTop=i*H;if((i+1)*H>v.scrollTop+v.clientHeight)
        v.scrollTop=(i+1)*H-v.clientHeight;open(shown[i])}}});
        filter();if(/^#\\d+$/.test(location.hash))go(+location.hash.slice(1));
        </script></body></html>
        """
}
