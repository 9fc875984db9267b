// How the outcomes of an item are shown, one character a run, and the filters that they give.
"use strict";
const outcomes = (() => {
  const WORDS = {"+": "right", "-": "wrong", "!": "failed", ".": "not judged", " ": "not asked"};
  const MARKS = {"+": "✓", "-": "✗", "!": "!", ".": "·", " ": " "};
  const CLASSES = {"+": "right", "-": "wrong", "!": "failed", ".": "unjudged", " ": "absent"};

  // What the box "Show" offers: a name and a test of an item's outcomes, one character a run.
  function kinds(labels) {
    const several = labels.length > 1;
    const judged = marks => marks.filter(mark => mark === "+" || mark === "-");
    const differ = marks => new Set(judged(marks)).size > 1;
    const found = [["all", () => true]];
    if (several) {
      found.push(["wrong only (any model)", marks => marks.includes("-")], ["where they differ", differ]);
      labels.forEach((label, i) => found.push([`only ${label} right`, marks =>
        marks[i] === "+" && differ(marks) && marks.every((mark, j) => j === i || mark !== "+")]));
      if (labels.length > 2) labels.forEach((label, i) => found.push([`only ${label} wrong`, marks =>
        marks[i] === "-" && differ(marks) && marks.every((mark, j) => j === i || mark !== "-")]));
      const word = labels.length > 2 ? "all" : "both";
      found.push([`${word} wrong`, marks => marks.every(mark => mark === "-")], [`${word} right`, marks => marks.every(mark => mark === "+")]);
    } else {
      found.push(["wrong only", marks => marks[0] === "-"], ["right", marks => marks[0] === "+"]);
    }
    found.push(["failed", marks => marks.includes("!")]);
    return found;
  }

  // Items of one pattern of outcomes are alike for the box "Show", so each test runs once a pattern.
  function patterns(index, places) {
    const found = new Map();
    for (const place of places) {
      let pattern = "";
      for (const run of index.outcomes) pattern += run[place];
      const members = found.get(pattern);
      if (members) members.push(place); else found.set(pattern, [place]);
    }
    return found;
  }

  return {WORDS, MARKS, CLASSES, kinds, patterns};
})();
