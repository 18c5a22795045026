import { treeOf } from "./test/support/python.js";
const t = treeOf(process.argv[2].replaceAll("\\n","\n"));
const show=(n:any,d:number):void=>{console.log(" ".repeat(d)+n.type+(n.field?` [${n.field}]`:"")+" "+JSON.stringify(t.text.slice(n.start,n.end).slice(0,50)));n.children.forEach((c:any)=>show(c,d+1));};
show(t.root,0);
