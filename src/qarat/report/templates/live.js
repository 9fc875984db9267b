// Fetches the page's content anew and changes only the parts that differ, so that focus, selection and what a
// screen reader has said already are left alone.
const live = document.getElementById("live");
const lost = document.getElementById("lost");

function replace(fresh) {
  for (const part of fresh.querySelectorAll("[id]")) {
    const old = document.getElementById(part.id);
    if (!old) return live.replaceChildren(...fresh.childNodes);
    if (old.className !== part.className) old.className = part.className;
    if (old.innerHTML !== part.innerHTML) old.replaceChildren(...part.childNodes);
  }
}

async function look() {
  try {
    if (!document.hidden) {
      const answer = await fetch("/live");
      const text = await answer.text();
      const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-title]");
      lost.textContent = answer.ok ? "" : text;
      if (answer.ok) {
        document.title = fresh.dataset.title;
        replace(fresh);
      }
    }
  } catch {
    lost.textContent = "No answer from qarat serve: it has ended. What stands here is its last state.";
  }
  setTimeout(look, 1500);
}

look();
