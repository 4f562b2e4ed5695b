// Reads the page aloud with the browser's own voice, each part in its language; the button is made only where that exists.
(() => {
  const speech = window.speechSynthesis;
  if (!speech) return;
  const [start, stop] = document.currentScript.dataset.words.split("|");
  const ours = document.documentElement.lang;
  const main = document.querySelector("main");
  const blocks = "h1,h2,h3,p,li,legend,label,dt,dd,summary,td,th";
  const silent = ".tools,.trail,script,select,textarea,.visually-hidden";
  const button = document.createElement("button");
  let reading = 0;

  // A voice of the device rather than one of the network: what is read then goes nowhere.
  const voice = (lang) => {
    const found = speech.getVoices().filter((each) => each.lang.toLowerCase().startsWith(lang));
    return found.find((each) => each.localService) || found[0];
  };
  const language = (node) => node.closest("[lang]").lang;

  // [words, language], in the order of the page: one for each piece of text in one language.
  const said = () => {
    const found = [];
    const walk = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    let block = null;
    while (walk.nextNode()) {
      const parent = walk.currentNode.parentElement;
      const words = walk.currentNode.data.replace(/\s+/g, " ");
      if (!words.trim() || parent.closest(silent) || !parent.getClientRects().length) continue;
      const lang = language(parent);
      const around = parent.closest(blocks) || parent;
      const last = found.at(-1);
      if (last && around === block && last[1] === lang) last[0] += words;
      else found.push([words, lang]);
      block = around;
    }
    // Some browsers fall silent in the middle of a long text: a sentence at a time.
    return found.flatMap(([words, lang]) => words.split(/(?<=[.!?؟])\s/).map((each) => [each.trim(), lang]));
  };

  const show = (word) => {
    button.lastChild.textContent = word;
  };
  const end = () => {
    reading += 1;
    speech.cancel();
    show(start);
  };
  const read = () => {
    const mine = (reading += 1);
    speech.cancel();
    show(stop);
    const parts = said().filter(([words]) => /[\p{L}\p{N}]/u.test(words));
    parts.forEach(([words, lang], place) => {
      const utterance = new SpeechSynthesisUtterance(words);
      utterance.lang = lang;
      // A French name in a sentence of another language is better said with its accent than left out.
      utterance.voice = voice(lang) || voice(ours) || null;
      if (place === parts.length - 1) utterance.onend = () => mine === reading && end();
      speech.speak(utterance);
    });
  };

  // Where the browser tells its voices, there must be one for this language.
  const reveal = () => {
    button.hidden = speech.getVoices().length > 0 && !voice(ours);
  };

  button.type = "button";
  button.innerHTML = "<span aria-hidden=true>🔊</span><span></span>";
  button.onclick = () => (button.lastChild.textContent === start ? read() : end());
  show(start);
  let tools = document.querySelector(".tools");
  if (!tools) {
    tools = document.createElement("p");
    tools.className = "tools";
    const heading = main.querySelector(":scope > h1");
    if (heading) heading.after(tools);
    else main.prepend(tools);
  }
  tools.prepend(button);
  reveal();
  speech.addEventListener?.("voiceschanged", reveal);
  addEventListener("pagehide", () => speech.cancel());
})();
