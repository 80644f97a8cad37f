/* Checking a box: scans wait in the page until the server has answered, and a camera reads the barcodes.

   Without this script the page posts its form. With it a scan is kept in the browser first, so a basement without
   a network loses none. The server takes a repeated scan as the same one: an item is there or it is not. */
(function () {
  "use strict";
  const page = document.querySelector("[data-scan-box]");
  if (!page) return;
  const words = page.dataset;
  const part = (name) => page.querySelector(`[data-scan="${name}"]`);
  const form = part("form");
  const code = form.elements.code;
  const key = `siwei-scan-${words.scanWho}-${words.scanBox}`; // what one person scanned is not sent in another's name
  const AGAIN = 4000; // ms until an unanswered scan is sent again, and twice as long each time after that
  const LONGEST = 60000;
  const FINAL = [400, 404, 405, 410, 413]; // answers that sending it again will not change
  const SAME = 2500; // ms in which the camera takes one barcode for the same one
  const SHOWN = 12;
  let sending = false;
  let wait = AGAIN;

  const queue = { scans: kept(), lost: false };

  function kept() {
    try { return JSON.parse(localStorage.getItem(key)) || []; } catch (e) { return []; }
  }

  function keep(scans) {
    queue.scans = scans;
    try { localStorage.setItem(key, JSON.stringify(scans)); } catch (e) { queue.lost = true; }
    const count = scans.length;
    part("waiting").hidden = count === 0;
    part("waiting").textContent = words.waiting.replace("{n}", count);
  }

  function told(tone, text) {
    const line = document.createElement("li");
    line.className = "list-group-item scan-said";
    line.dataset.tone = tone;
    line.append(part(tone).content.cloneNode(true), text); // a sign and a word: the tone is never colour alone
    const list = part("said");
    list.prepend(line);
    while (list.children.length > SHOWN) list.lastChild.remove();
    part("status").textContent = line.textContent;
    return line;
  }

  function offerSurplus(line, number) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm";
    button.textContent = words.surplus;
    button.addEventListener("click", () => {
      code.value = number;
      part("more").open = true;
      form.elements.subject.focus();
    });
    line.append(button);
  }

  async function post(fields) {
    const body = new FormData(form);
    ["code", "how", "note", "surplus", "subject"].forEach((name) => body.delete(name));
    Object.entries(fields).forEach(([name, value]) => body.append(name, value));
    const answer = await fetch(location.pathname, { method: "POST", body, headers: { Accept: "application/json" } });
    if (answer.redirected || answer.status === 403) throw new Error(words.signIn);
    if (FINAL.includes(answer.status)) {
      told("error", words.dropped.replace("{status}", answer.status).replace("{code}", fields.code));
      return null;
    }
    if (!answer.ok) throw new Error(words.refused.replace("{status}", answer.status));
    return answer.json();
  }

  async function send() {
    if (sending) return;
    sending = true;
    try {
      while (queue.scans.length) {
        const answer = await post(queue.scans[0]);
        if (answer) show(queue.scans[0], answer);
        keep(queue.scans.slice(1));
        wait = AGAIN;
      }
    } catch (fault) {
      told("error", fault instanceof TypeError ? words.offline : fault.message);
      setTimeout(send, wait);
      wait = Math.min(wait * 2, LONGEST);
    } finally {
      sending = false;
    }
  }

  function show(fields, answer) {
    const lines = answer.said.map((one) => told(one.tone, one.text));
    if (answer.checked === null && lines.length) offerSurplus(lines[0], fields.code);
    part("left").textContent = answer.left;
    const undo = part("undo");
    undo.hidden = answer.last === null;
    if (answer.last) {
      undo.querySelector("button").value = answer.last.pk;
      part("undo-number").textContent = answer.last.number;
    }
    const row = page.querySelector(`[data-scan-item="${answer.checked}"]`);
    if (row) row.remove();
  }

  function take(fields) {
    keep([...queue.scans, fields]);
    send();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(form, event.submitter));
    delete fields.csrfmiddlewaretoken;
    if (fields.code.trim()) take(fields);
    code.value = "";
    form.elements.note.value = "";
    form.elements.subject.value = "";
    code.focus();
  });

  [part("finish"), part("undo")].forEach((other) => other.addEventListener("submit", (event) => {
    if (queue.scans.length === 0) return;
    event.preventDefault(); // what is not on the server yet would be counted as missing
    told("error", words.waiting.replace("{n}", queue.scans.length));
  }));

  /* The camera, where the browser reads barcodes by itself. */
  const camera = { stream: null, seen: "", at: 0 };

  async function look(detector, video) {
    if (camera.stream === null) return;
    const found = video.readyState >= 2 ? await detector.detect(video).catch(() => []) : [];
    const now = Date.now();
    for (const one of found.slice(0, 1)) {
      const same = one.rawValue === camera.seen && now - camera.at < SAME;
      if (!same) take({ code: one.rawValue });
      camera.seen = one.rawValue;
      camera.at = now;
    }
    setTimeout(() => look(detector, video), 200);
  }

  async function open() {
    const video = part("video");
    try {
      camera.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch (fault) {
      told("error", words.noCamera);
      return;
    }
    video.srcObject = camera.stream;
    video.hidden = false;
    await video.play();
    look(new window.BarcodeDetector(), video);
  }

  function close() {
    camera.stream.getTracks().forEach((track) => track.stop());
    camera.stream = null;
    part("video").hidden = true;
  }

  const button = part("camera");
  if ("BarcodeDetector" in window && navigator.mediaDevices) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      if (camera.stream === null) await open(); else close();
      button.setAttribute("aria-pressed", String(camera.stream !== null));
    });
  }

  window.addEventListener("online", send);
  window.addEventListener("beforeunload", (event) => { if (queue.lost && queue.scans.length) event.preventDefault(); });
  keep(queue.scans);
  send();
})();
