/// The style sheet of pages: light and dark, desktop, telephone and paper.
enum PageStyle {
  static let sheet = Markup.literal(
    """
    :root{--bg:#f5f6f8;--card:#fff;--ink:#1b2430;--muted:#5c6878;--line:#e0e4ea;--accent:#0b62a8;
    --good:#00704f;--bad:#b23c05;--warn-bg:#fff6e6;--warn-line:#f0c36d;--grid:#e3e7ed;--paper:#fff;--hit:#0b62a8;
    --miss:#c4470b;--s0:#0b62a8;--s1:#c4470b;--s2:#00805f;--s3:#a6478a;--s4:#8a6d00;--s5:#2b8fc7;--s6:#6b5bd2;
    --s7:#5c6878}
    @media screen and (prefers-color-scheme:dark){:root{--bg:#0e1217;--card:#161c24;--ink:#e7ecf2;--muted:#9aa7b7;--line:#28313d;
    --accent:#74b5f2;--good:#52c79b;--bad:#ff9466;--warn-bg:#2b2414;--warn-line:#7a5f1f;--grid:#28313d;--paper:#161c24;
    --hit:#3f8fd6;--miss:#e0713a;--s0:#5aa9ee;--s1:#ff8f5c;--s2:#3ccf9d;--s3:#e08cc4;--s4:#dcc04a;--s5:#8fd3ff;
    --s6:#a99bff;--s7:#9aa7b7}}
    *{box-sizing:border-box}
    html{scroll-behavior:smooth;scroll-padding-top:60px;-webkit-text-size-adjust:100%}
    body{margin:0;background:var(--bg);color:var(--ink);
    font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif}
    h1{font-size:1.75rem;line-height:1.2;margin:.1em 0 .2em;overflow-wrap:anywhere}
    h2{font-size:1.3rem;margin:0 0 .8rem}h3{font-size:1rem;margin:0 0 .5rem}
    p{margin:0 0 .7rem;max-width:72ch}.muted{color:var(--muted)}.small{font-size:.875rem}
    a{color:var(--accent)}:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
    .skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:var(--card);padding:8px;z-index:9}
    .top,main{max-width:1160px;margin:0 auto;padding:0 24px}.top{padding-top:32px;padding-bottom:12px}
    .top p{margin:0;overflow-wrap:anywhere}.brand{color:var(--accent);font-weight:600;font-size:.875rem;letter-spacing:.02em}
    nav{position:sticky;top:0;z-index:5;background:var(--bg);border-bottom:1px solid var(--line);
    display:flex;gap:4px;overflow-x:auto;padding:8px max(16px,calc(50vw - 572px));scrollbar-width:thin}
    nav a{white-space:nowrap;text-decoration:none;color:var(--muted);font-size:.875rem;padding:5px 9px;border-radius:6px}
    nav a:hover{color:var(--ink);background:var(--line)}
    main{padding-top:20px;padding-bottom:64px}
    section{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:24px;margin-bottom:20px}
    .hero{display:grid;grid-template-columns:minmax(260px,1fr) minmax(300px,1.3fr);gap:28px;align-items:center}
    .big{font-size:3.6rem;line-height:1;font-weight:650;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
    .big-list{margin:0;display:grid;grid-template-columns:repeat(2,minmax(130px,1fr));gap:14px 18px}
    .big-list dt{font-size:.9rem}.big-list dd{margin:0}
    .big-list dt+dd{font-size:1.9rem;line-height:1.15;font-weight:650;font-variant-numeric:tabular-nums}
    .scale{margin:6px 0 0}.scale svg{max-width:100%;height:auto;display:block}
    .cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(190px,1fr));gap:12px;margin-top:22px}
    .card{border:1px solid var(--line);border-radius:10px;padding:12px 14px}
    .card dt{font-size:.8125rem;color:var(--muted)}
    .card dd{margin:0;font-size:1.35rem;font-weight:600;font-variant-numeric:tabular-nums}
    .card .range{font-size:.78rem;font-weight:400;color:var(--muted);display:block}
    .notes{background:var(--warn-bg);border:1px solid var(--warn-line);border-radius:10px;padding:12px 16px;margin:0 0 18px}
    .notes ul{margin:0;padding-left:1.1em}.notes li{overflow-wrap:anywhere}
    .pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr));gap:24px}
    .split{display:grid;grid-template-columns:minmax(0,1fr) minmax(400px,.72fr);gap:28px;align-items:start}
    figure{margin:0;min-width:0}figcaption{color:var(--muted);font-size:.875rem;margin-top:.5rem;max-width:60ch}
    svg.figure{max-width:100%;height:auto;display:block}
    .wide{overflow-x:auto}.wide svg.figure{max-width:none}
    .table{overflow-x:auto;max-width:100%}.tall{max-height:560px;overflow-y:auto;border:1px solid var(--line);border-radius:8px}
    table{border-collapse:collapse;width:100%;font-size:.9rem;font-variant-numeric:tabular-nums}
    th,td{padding:6px 10px;text-align:right;border-bottom:1px solid var(--line);vertical-align:top}
    th:first-child,td:first-child,.t{text-align:left}td:first-child{overflow-wrap:anywhere;min-width:7em}
    td:not(.t):not(:first-child){white-space:nowrap}
    thead th{color:var(--muted);font-weight:600;font-size:.8125rem;white-space:nowrap;background:var(--card)}
    .tall thead th{position:sticky;top:0;z-index:1;box-shadow:0 1px 0 var(--line)}
    tfoot td{font-weight:600}tbody tr:hover{background:color-mix(in srgb,var(--accent) 7%,transparent)}
    th button{all:unset;cursor:pointer;color:inherit}th button:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
    th button::after{content:'';display:inline-block;width:.9em;text-align:center;opacity:.7}
    th[aria-sort=ascending] button::after{content:'↑'}th[aria-sort=descending] button::after{content:'↓'}
    .meter{display:inline-block;width:56px;height:6px;border-radius:3px;background:var(--line);margin-right:8px;vertical-align:middle}
    .meter i{display:block;height:100%;border-radius:3px;background:var(--s0)}
    .figures{display:inline-block;min-width:2.9em}
    .bad{color:var(--bad);font-weight:600}.good{color:var(--good)}
    .gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(132px,1fr));gap:14px 12px;margin:0 0 22px;padding:0;list-style:none}
    .gallery li{font-size:.78rem;line-height:1.35;min-width:0;overflow-wrap:anywhere}
    .gallery .frame{background:var(--bg);border:1px solid var(--line);border-radius:8px;height:120px;display:flex;
    align-items:center;justify-content:center;overflow:hidden;margin-bottom:5px}
    .gallery img{max-width:min(100%,124px);max-height:112px;min-width:72px;object-fit:contain}.pixels{image-rendering:pixelated}
    .gallery .name{color:var(--muted);display:block}
    .enlarge{all:unset;cursor:zoom-in;display:flex;align-items:center;justify-content:center;min-width:0;max-width:100%}
    .enlarge:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
    .large{box-sizing:border-box;max-width:calc(100vw - 24px);max-height:calc(100vh - 24px);padding:16px;border-radius:12px;
    border:1px solid var(--line);background:var(--card);color:var(--ink);cursor:zoom-out;text-align:center;font-size:.875rem}
    .large::backdrop{background:rgba(10,14,20,.72)}.large p{margin:.4rem auto 0;overflow-wrap:anywhere}
    .large img{width:min(calc(100vw - 80px),720px);height:calc(100vh - 190px);min-height:120px;max-height:640px;object-fit:contain;display:block;margin:0 auto}
    .large button{font:inherit;margin-top:10px;color:var(--ink);background:var(--card);border:1px solid var(--line);border-radius:6px;
    padding:5px 14px;cursor:pointer}
    .maps{list-style:none;margin:12px 0 0;padding:0;display:grid;gap:18px;grid-template-columns:repeat(auto-fill,minmax(min(100%,300px),1fr));font-size:.875rem}
    .large-maps{grid-template-columns:minmax(0,1fr);gap:28px}
    .maps li{min-width:0;overflow-wrap:anywhere}.maps-pair{display:flex;flex-wrap:wrap;gap:8px;margin-bottom:6px}
    .maps-pair img{min-width:0;max-width:100%;max-height:420px;border-radius:6px;border:1px solid var(--line)}
    .swatch{display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.3em}
    .swatch.for{background:#ff6a00}.swatch.against{background:#06c}
    .arrow{color:var(--muted)}
    pre{background:var(--bg);border:1px solid var(--line);border-radius:8px;padding:12px 14px;overflow-x:auto;
    font:.84rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;margin:0 0 1rem;white-space:pre-wrap;overflow-wrap:anywhere}
    details summary{cursor:pointer;color:var(--accent);margin:.3rem 0 .6rem}
    .facts td:first-child{color:var(--muted);width:14em;min-width:9em}.facts td:nth-child(n){text-align:left;white-space:normal;overflow-wrap:anywhere}
    .tools{display:flex;flex-wrap:wrap;gap:8px 14px;align-items:center;margin:0 0 10px;font-size:.875rem}
    .tools input[type=search],.tools button{font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--line);
    border-radius:6px;padding:5px 10px}.tools button{cursor:pointer}.tools label{cursor:pointer}
    .shares .share{display:inline}.shares .n{display:none}
    #chosen-thresholds td:first-child{min-width:14em}.lesson-figures{margin:14px 0 18px}.lesson-picture{max-width:100%;height:auto;image-rendering:pixelated}
    .lesson-table{width:auto;min-width:min(100%,420px)}.lesson-list li{margin-bottom:10px}
    .map-frame{position:relative;max-width:600px}.map-frame svg{touch-action:none;cursor:crosshair}
    .scripted{display:none}.js .scripted{display:flex}
    @media (max-width:1040px){.split{grid-template-columns:minmax(0,1fr)}}
    @media (max-width:720px){.top,main{padding-left:14px;padding-right:14px}section{padding:16px 14px;border-radius:10px}
    .hero{grid-template-columns:1fr;gap:16px}.big{font-size:2.9rem}nav{padding-left:10px;padding-right:10px}
    .cards{grid-template-columns:repeat(2,1fr)}.gallery{grid-template-columns:repeat(auto-fill,minmax(96px,1fr))}
    th,td{padding:6px 7px}}
    """)

  /// What paper needs otherwise; after all else, as it takes back what screens have.
  static let print = Markup.literal(
    """
    @media print{:root{--bg:#fff;--card:#fff;--ink:#000;--muted:#444;--line:#ccc;--accent:#0b62a8}
    nav,.skip,.tools,.scripted,.js .scripted,dialog{display:none}
    body{font-size:11pt}section{border:0;padding:0;margin:0 0 18pt}.top,main{max-width:none;padding:0}
    .tall{max-height:none;overflow:visible;border:0}.table,.wide{overflow:visible}.wide svg.figure{max-width:100%}
    figure,.gallery li,.maps li,.card,.hero,.notes,tr,h2+p,h3+p{break-inside:avoid}
    h2,h3,h2+p,h3+p,h3+p+p,figure h3{break-after:avoid}p{orphans:3;widows:3}
    .meter,.meter i,.swatch,.figure *{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
    """)
}
