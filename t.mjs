import { parse, forEachChild } from "unbash";
const s = `export A=1 B="x $Y"\nFOO=1 python3 -c "import pickle; print(\\"a\\", $X)" > out\npython - <<'PY' && echo hi\nimport pickle\nPY\npython3 <<< "import x"\ncat <<EOF | python3 -\nimport $A\nEOF\npython -c $'import os\\nprint(1)'\nif true; then bash -lc "python -c 'import z'"; fi\nfoo() { python -m pickle x; }\nX=$(python -c 'import q')\necho "$(python -c 'import r')"`;
function visit(n, d=0){ console.log(" ".repeat(d)+n.type, n.pos, n.end, JSON.stringify(s.slice(n.pos,n.end)).slice(0,60), n.value!==undefined&&typeof n.value==='string'?JSON.stringify(n.value):"" , n.quoted??""); forEachChild(n, c=>visit(c,d+1)); }
const t = parse(s); visit(t); console.log(t.errors);
