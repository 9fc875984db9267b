// The sample browser: filters and a list over an index of all items, texts of the items that are looked at.
// Texts of models and benchmarks are untrusted: they enter the page by textContent alone. Everything is read from
// compressed blocks inside the page when it is first needed; the list draws only the rows that can be seen.
(() => {
  const section = document.getElementById("samples");
  const byId = id => document.getElementById(id);
  const list = byId("list"), detail = byId("sample"), status = byId("status");
  if (!list) return;
  const taskBox = byId("task"), groupBox = byId("group"), showBox = byId("show"), searchBox = byId("search");
  const SPARE = 8, MOST_ROWS = 9, SEARCH_DELAY = 20, LONG = 1200, LINES = 24;
  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const {WORDS, MARKS, CLASSES, kinds, patterns} = outcomes;
  const labels = JSON.parse(list.dataset.labels);
  const sets = [...taskBox.options].map(option => ({key: option.dataset.key, remark: option.dataset.remark, blocks: new Map()}));
  const count = number => number.toLocaleString("en");
  let set, shown = [], current = -1, wish = 0;

  function make(name, className, text, ...children) {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (text !== undefined && text !== null) element.textContent = text;
    element.append(...children);
    return element;
  }

  async function unpack(id) {
    const text = atob(byId(id).textContent);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(await new Response(stream).text());
  }

  function block(which, number) {
    if (!which.blocks.has(number)) which.blocks.set(number, unpack(`block-${sets.indexOf(which)}-${number}`));
    return which.blocks.get(number);
  }

  async function itemAt(which, place) {
    const items = await block(which, Math.floor(place / which.index.block));
    return items[place % which.index.block];
  }

  async function open(number) {
    const which = sets[number];
    which.index ??= await unpack("index-" + number);
    which.openings ??= await unpack("openings-" + number);
    return which;
  }

  // Search looks at everything but what opens the prompts of several items.
  function textsOf(which) {
    which.texts ??= Promise.all(Array.from({length: Math.ceil(which.index.ids.length / which.index.block)}, (_, i) => block(which, i)))
      .then(blocks => blocks.flat().map(([prompts, runs], i) => [
        which.index.ids[i], ...prompts.map(([, rest]) => rest),
        ...runs.filter(Boolean).flatMap(([, continuations, , , completions, , , reasons]) =>
          [...continuations, ...completions, ...reasons.map(([, text]) => text)]),
      ].join("\n").toLowerCase()));
    return which.texts;
  }

  const KINDS = kinds(labels);
  const marksOf = (index, place) => index.outcomes.map(run => run[place]);

  async function filter() {
    if (!set) return;
    const mine = ++wish;
    const which = set, {index} = which;
    const words = searchBox.value.trim().toLowerCase();
    let texts = null;
    if (words) {
      const slow = setTimeout(() => { status.textContent = "Reading the texts …"; }, 50);
      texts = await textsOf(which);
      clearTimeout(slow);
      if (mine !== wish) return;
    }
    const [tag, value] = groupBox.value ? groupBox.value.split(" ").map(Number) : [];
    const of = tag === undefined ? null : index.tags[tag].of;
    const matching = [];
    for (let place = 0; place < index.ids.length; place++) {
      if ((!of || of[place] === value) && (!texts || texts[place].includes(words))) matching.push(place);
    }
    const groups = [...patterns(index, matching)];
    const chosen = Number(showBox.value);
    KINDS.forEach(([name, test], i) => {
      const number = groups.reduce((sum, [pattern, places]) => test([...pattern]) ? sum + places.length : sum, 0);
      const option = showBox.options[i];
      option.text = `${name} (${count(number)})`;
      option.disabled = !number && i !== chosen && i > 0;
    });
    shown = chosen ? groups.filter(([pattern]) => KINDS[chosen][1]([...pattern])).flatMap(([, places]) => places).sort((a, b) => a - b) : matching;
    status.textContent = shown.length ? `${count(shown.length)} of ${count(index.ids.length)} samples` : "No sample matches.";
    if (!shown.includes(current)) await select(shown[0] ?? -1, false);
    drawList();
    list.scrollTop = Math.max(0, shown.indexOf(current) - 1) * rowHeight();
    drawList();
  }

  let height = 0;
  const rowHeight = () => height ||= parseFloat(getComputedStyle(list).getPropertyValue("--row")) * parseFloat(getComputedStyle(document.documentElement).fontSize);

  function drawList() {
    const row = rowHeight();
    list.style.setProperty("--rows", Math.max(1, Math.min(MOST_ROWS, shown.length)));
    const first = Math.max(0, Math.floor(list.scrollTop / row) - SPARE);
    const last = Math.min(shown.length, Math.ceil((list.scrollTop + list.clientHeight) / row) + SPARE);
    const rows = [];
    for (let i = first; i < last; i++) rows.push(drawRow(shown[i], i));
    const canvas = list.firstElementChild;
    canvas.style.height = shown.length * row + "px";
    canvas.replaceChildren(...rows);
    if (current >= 0 && byId("item-" + current)) list.setAttribute("aria-activedescendant", "item-" + current);
    else list.removeAttribute("aria-activedescendant");
  }

  function drawRow(place, position) {
    const {index} = set, marks = marksOf(index, place);
    const row = make("div", "row");
    row.id = "item-" + place;
    row.style.top = position * rowHeight() + "px";
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", place === current);
    row.setAttribute("aria-posinset", position + 1);
    row.setAttribute("aria-setsize", shown.length);
    const told = marks.map((mark, i) => labels.length > 1 ? `${labels[i]} ${WORDS[mark]}` : WORDS[mark]).join(", ");
    row.setAttribute("aria-label", `${told}: ${index.questions[place] || index.ids[place]}`);
    const signs = make("span", "marks", null, ...marks.map(mark => make("span", "mark " + CLASSES[mark], MARKS[mark])));
    const question = make("span", "question", index.questions[place] || index.ids[place]);
    question.dir = "auto";
    const answers = index.answers.map(run => run[place] || "–").join(" · ");
    const gold = index.golds[place];
    const answered = make("span", "chosen", gold ? `${answers}, gold ${gold}` : answers);
    answered.dir = "auto";
    row.append(signs, question, answered);
    row.addEventListener("click", () => select(place, true));
    return row;
  }

  async function select(place, byHand) {
    current = place;
    if (byHand) {
      section.classList.add("picked");
      history.replaceState(null, "", linkTo(place));
    }
    for (const row of list.querySelectorAll("[aria-selected=true]")) row.setAttribute("aria-selected", "false");
    if (place < 0) {
      detail.replaceChildren();
      return;
    }
    byId("item-" + place)?.setAttribute("aria-selected", "true");
    if (byId("item-" + place)) list.setAttribute("aria-activedescendant", "item-" + place);
    const which = set, item = await itemAt(which, place);
    if (current === place && set === which) detail.replaceChildren(...drawItem(which, place, item));
  }

  const linkTo = place => `#sample/${set.key}/${encodeURIComponent(set.index.ids[place])}`;

  function drawItem(which, place, [prompts, runs]) {
    const {index} = which;
    const tags = index.tags.filter(tag => tag.of[place] >= 0).map(tag => `${tag.name}: ${tag.values[tag.of[place]].replaceAll("_", " ")}`);
    const link = make("a", "", "link to this sample");
    link.href = linkTo(place);
    const title = make("h3", "identity", null, make("bdi", "", index.ids[place]));
    const facts = make("p", "remark", tags.length ? tags.join(" · ") + " · " : "", link);
    const parts = [title, facts];
    if (which.remark) parts.push(make("p", "problem", which.remark));
    const texts = prompts.map(([head, rest]) => ({head: which.openings.heads[head].map(i => which.openings.texts[i]).join(""), rest}));
    const present = runs.flatMap((run, i) => run ? [i] : []);
    const alike = texts.length === 1;
    const choices = runs.find(run => run && run[1].length)?.[1];
    const same = choices && present.every(i => JSON.stringify(runs[i][1]) === JSON.stringify(choices));
    if (alike) parts.push(...drawPrompt(texts[0], choices));
    if (same) parts.push(make("h4", "", "Continuations and their log-likelihoods"), drawChoices(choices, present, runs, index));
    const columns = present.map(i => drawRun(i, runs, {texts: alike ? null : texts, table: !same, index, mark: index.outcomes[i][place]}));
    const absent = labels.filter((_, i) => !runs[i]);
    parts.push(make("div", "columns", null, ...columns));
    if (absent.length) parts.push(make("p", "remark", `Not asked: ${absent.join(", ")}.`));
    return parts;
  }

  function drawRun(i, runs, {texts, table, index, mark}) {
    const [prompt, continuations, , , completions, lengths, finished, reasons, values] = runs[i];
    const column = make("div", "answer");
    column.setAttribute("role", "group");
    column.append(make("h4", "who", null, make("bdi", "", labels[i]), " ", make("span", "verdict " + CLASSES[mark], `${MARKS[mark]} ${WORDS[mark]}`)));
    column.setAttribute("aria-label", labels[i]);
    if (texts) column.append(...drawPrompt(texts[prompt], continuations, prompt ? texts[0] : texts[1]));
    if (table && continuations.length) column.append(drawChoices(continuations, [i], runs, index));
    completions.forEach((text, n) => {
      const several = completions.length > 1 ? ` ${n + 1} of ${completions.length}` : "";
      const cut = finished[n] ? "" : ", cut off by the token limit";
      const tokens = lengths[n] === undefined ? "" : `, ${count(lengths[n])} ${lengths[n] === 1 ? "token" : "tokens"}`;
      column.append(make("h5", "", `Output${several}, raw${tokens}${cut}`), fold(text, "output"));
    });
    const pairs = make("dl", "reasons");
    for (const [name, text] of reasons) {
      const said = make("dd", name === "error" || name === "note" ? "problem" : "", text || "–");
      said.dir = "auto";
      pairs.append(make("div", "", null, make("dt", "", name), said));
    }
    const printed = values.map(([name, value]) => `${name} ${value ?? "–"}`).join(", ");
    if (printed) pairs.append(make("div", "", null, make("dt", "", "values"), make("dd", "", printed)));
    column.append(pairs);
    return column;
  }

  function fold(text, className) {
    const whole = make("pre", className, text);
    whole.dir = "auto";
    if (text === "") whole.replaceChildren(make("i", "", "(empty)"));
    if (text.length <= LONG && text.split("\n").length <= LINES) return whole;
    const start = text.slice(0, LONG / 3).split("\n").slice(0, LINES / 3).join("\n");
    const end = text.slice(-LONG / 4).split("\n").slice(-LINES / 4).join("\n");
    return make("details", "long", null, make("summary", "", null, make("span", "", `${start} …\n… ${end}`), make("b", "", `all ${count(text.length)} characters`)), whole);
  }

  // A conversation is shown turn by turn; a text with the opening that items share folded away.
  function drawPrompt({head, rest}, continuations, other) {
    const contexts = continuations && continuations.length > 1 && new Set(continuations).size === 1;
    const title = make("h4", "", contexts ? "Prompt of choice A, exactly as sent" : "Prompt, exactly as sent");
    if (other) return [title, make("p", "remark", "Marked: where it differs from the other prompt."), difference(head + rest, other.head + other.rest)];
    const turns = turnsOf(head + rest);
    if (turns) {
      const [last, ...before] = turns.map(drawTurn).reverse();
      const earlier = before.length ? [make("details", "", null, make("summary", "", `${before.length} earlier turns`), ...before.reverse())] : [];
      return [title, ...earlier, last];
    }
    if (head.length < LONG / 3) return [title, fold(head + rest, "")];
    const own = fold(rest, "");
    const shared = make("details", "", null, make("summary", "", `Shared opening, ${count(head.length)} characters`), make("pre", "shared", head));
    return [title, shared, own];
  }

  function turnsOf(text) {
    if (!text.startsWith('[{"role":')) return null;
    try { return JSON.parse(text); } catch { return null; }
  }

  const drawTurn = ({role, content}) => make("div", "turn", null, make("h5", "", role), fold(content, ""));

  // Common beginning and end stay plain, so that what differs stands out. Never cuts a surrogate pair in two.
  function difference(text, other) {
    const most = Math.min(text.length, other.length);
    let start = 0, end = 0;
    while (start < most && text[start] === other[start]) start++;
    while (end < most - start && text[text.length - 1 - end] === other[other.length - 1 - end]) end++;
    if (/[\udc00-\udfff]/.test(text[start] ?? "")) start--;
    if (end && /[\udc00-\udfff]/.test(text[text.length - end])) end--;
    const changed = text.slice(start, text.length - end);
    return make("pre", "", null, text.slice(0, start), changed ? make("mark", "", changed) : "", end ? text.slice(-end) : "");
  }

  const best = numbers => numbers.reduce((top, number, i) => number !== null && (top < 0 || number > numbers[top]) ? i : top, -1);

  function drawChoices(continuations, who, runs, {per_character: normalised}) {
    const several = continuations.length > 1;
    const length = continuations.map(text => Math.max(1, [...text.replace(/^ /, "")].length));
    const columns = who.flatMap(i => {
      const [, , outputs, target] = runs[i];
      const perCharacter = outputs.map((output, n) => output === null ? null : output / length[n]);
      const name = who.length > 1 ? labels[i] : "";
      const plain = {name, head: "log-likelihood", numbers: outputs, target};
      return normalised && several ? [plain, {name, head: "per character", numbers: perCharacter, target}] : [plain];
    });
    const body = make("tbody");
    const target = runs[who[0]][3];
    continuations.forEach((text, n) => {
      const spaces = text.match(/^ */)[0];
      const head = make("th", "choice");
      head.scope = "row";
      if (several) head.append(make("span", "letter", LETTERS[n] ?? n + 1));
      head.append(make("span", "continuation", null, make("span", "space", spaces), text.slice(spaces.length)));
      const gold = several && target.includes(n);
      if (gold) head.append(make("span", "tag gold", "gold"));
      const row = make("tr", gold ? "gold" : "", null, head);
      for (const {numbers} of columns) {
        const number = numbers[n];
        const cell = make("td", "number", number === undefined || number === null ? "–" : number.toFixed(4).replace("-", "−"));
        if (several && n === best(numbers)) cell.prepend(make("span", "tag " + (target.includes(n) ? "gold" : "wrong"), "picked"), " ");
        row.append(cell);
      }
      body.append(row);
    });
    const heads = [["Choice", ""], ...columns.map(({name, head}) => [head, name])].map(([head, name], i) => {
      const cell = make("th", i ? "number" : "", name ? null : head);
      cell.scope = "col";
      if (name) cell.append(make("bdi", "", name), make("br"), head);
      return cell;
    });
    const table = make("table", "choices", null, make("thead", "", null, make("tr", "", null, ...heads)), body);
    const box = make("div", "scroll", null, table);
    box.tabIndex = 0;
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "Continuations");
    return box;
  }

  async function choose(number, tag, value) {
    const mine = ++wish;
    const which = await open(number);
    if (mine !== wish) return;
    set = which;
    current = -1;
    taskBox.value = number;
    groupBox.replaceChildren(new Option("all", ""));
    set.index.tags.forEach((one, t) => {
      const group = make("optgroup");
      group.label = one.name;
      one.values.forEach((name, v) => group.append(new Option(name.replaceAll("_", " ") || "(empty)", `${t} ${v}`, false, one.name === tag && name === value)));
      groupBox.append(group);
    });
    byId("group-label").hidden = !set.index.tags.length;
    await filter();
  }

  function step(by) {
    if (!shown.length) return;
    const now = shown.indexOf(current);
    go(Math.max(0, Math.min(shown.length - 1, now + by)));
  }

  function go(position) {
    const row = rowHeight(), top = position * row;
    if (top < list.scrollTop) list.scrollTop = top;
    if (top + row > list.scrollTop + list.clientHeight) list.scrollTop = top + row - list.clientHeight;
    drawList();
    select(shown[position], true);
    const {top: above, bottom: below} = list.getBoundingClientRect();
    if (below < 0 || above > innerHeight) section.scrollIntoView();
  }

  const page = () => Math.max(1, Math.floor(list.clientHeight / rowHeight()) - 1);
  const MOVES = {ArrowDown: () => step(1), ArrowUp: () => step(-1), PageDown: () => step(page()), PageUp: () => step(-page()), Home: () => go(0), End: () => go(shown.length - 1)};

  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== "checkbox";
    if (event.key === "Escape" && event.target === searchBox) {
      searchBox.value = "";
      filter();
      list.focus();
    } else if (typing) {
      return;
    } else if (event.target === list && shown.length && event.key in MOVES) {
      MOVES[event.key]();
      event.preventDefault();
    } else if (byId("keys").checked && "jk/".includes(event.key)) {
      if (event.key === "/") searchBox.focus(); else step(event.key === "j" ? 1 : -1);
      event.preventDefault();
    } else if (event.key === "Enter" && event.target === list) {
      detail.focus();
    }
  }

  async function follow() {
    const [, key, id] = location.hash.match(/^#sample\/([^/]+)\/(.*)$/) ?? [];
    const number = sets.findIndex(one => one.key === key);
    if (number < 0) return false;
    searchBox.value = "";
    showBox.value = 0;
    await choose(number);
    let name = id;
    try { name = decodeURIComponent(id); } catch { /* not written by this page */ }
    const place = set.index.ids.indexOf(name);
    if (place < 0) status.textContent = "The sample of this link is not in the page.";
    else go(shown.indexOf(place));
    section.scrollIntoView();
    return true;
  }

  async function start() {
    if (!("DecompressionStream" in globalThis)) {
      status.textContent = "This browser is too old to read the samples: it lacks DecompressionStream.";
      return;
    }
    KINDS.forEach(([name], i) => showBox.add(new Option(name, i)));
    let waiting = 0;
    taskBox.addEventListener("change", () => choose(Number(taskBox.value)));
    for (const box of [groupBox, showBox]) box.addEventListener("change", filter);
    searchBox.addEventListener("focus", () => set && textsOf(set), {once: true});
    searchBox.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, SEARCH_DELAY); });
    list.addEventListener("scroll", () => requestAnimationFrame(drawList), {passive: true});
    byId("previous").addEventListener("click", () => step(-1));
    byId("next").addEventListener("click", () => step(1));
    section.querySelector("form").addEventListener("submit", event => event.preventDefault());
    document.addEventListener("keydown", pressed);
    addEventListener("hashchange", follow);
    addEventListener("resize", () => { height = 0; drawList(); });
    for (const link of document.querySelectorAll("a[data-task]")) {
      const number = sets.findIndex(one => one.key === link.dataset.task);
      link.addEventListener("click", () => { if (number >= 0) choose(number, link.dataset.tag, link.dataset.value); });
    }
    addEventListener("beforeprint", () => detail.querySelectorAll("details").forEach(one => { one.open = true; }));
    section.classList.add("live");
    if (!await follow()) await choose(0);
    performance.mark("samples-ready");
  }

  start();
})();
