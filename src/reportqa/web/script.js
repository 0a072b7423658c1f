// What every page does in the browser by itself.

window.reportqa = {
  // The language of the page, kept for a year.
  speak(cookie, tongue) {
    document.cookie = `${cookie}=${tongue}; path=/; max-age=31536000; samesite=strict`;
    location.reload();
  },

  showTheme() {
    const dark = localStorage.getItem('reportqa_dark')
      ?? String(matchMedia('(prefers-color-scheme: dark)').matches);
    Quasar.Dark.set(dark === 'true');
  },

  switchTheme() {
    localStorage.setItem('reportqa_dark', String(!Quasar.Dark.isActive));
    reportqa.showTheme();
  },

  // Send files to the API, some at a time; `emit` is told what it answered for each lot.
  async send(files, emit) {
    const waiting = [...files];
    const bar = document.querySelector('.drop progress');
    const total = waiting.reduce((sum, file) => sum + file.size, 0) || 1;
    let sent = 0;
    bar.hidden = false;
    while (waiting.length) {
      const lot = waiting.splice(0, 1);
      let size = lot[0].size;
      while (waiting.length && lot.length < 20 && size + waiting[0].size < 50e6) {
        size += waiting[0].size;
        lot.push(waiting.shift());
      }
      const form = new FormData();
      lot.forEach((file) => form.append('files', file));
      const request = new XMLHttpRequest();
      request.upload.onprogress = (now) => { bar.value = (sent + now.loaded) / total; };
      await new Promise((resolve) => {
        request.onloadend = resolve;
        request.open('POST', '/v1/reports');
        request.send(form);
      });
      sent += size;
      emit({
        status: request.status,
        body: request.responseText,
        names: lot.map((file) => file.name),
      });
    }
    bar.hidden = true;
    document.querySelectorAll('.drop input').forEach((input) => { input.value = ''; });
  },

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {  // a page that is neither on this machine nor on HTTPS has no clipboard
      const area = document.createElement('textarea');
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
    }
  },

  // Show in the contents of a report which section is being read.
  followSections() {
    const links = new Map([...document.querySelectorAll('.outline-nav a')].map(
      (link) => [link.getAttribute('href').slice(1), link]));
    const inView = new Set();
    // From just under where a section comes to stand that was jumped to (its scroll margin).
    const watch = new IntersectionObserver((changed) => {
      changed.forEach((one) => inView[one.isIntersecting ? 'add' : 'delete'](one.target.id));
      const read = [...links].find(([id]) => inView.has(id))?.[1];
      if (!read) return;
      links.forEach((link) => link.removeAttribute('aria-current'));
      read.setAttribute('aria-current', 'true');
      const contents = document.querySelector('.outline-nav');
      contents.scrollTop = read.offsetTop - contents.clientHeight / 2;
    }, {rootMargin: '-90px 0px -70% 0px'});
    links.forEach((_, id) => watch.observe(document.getElementById(id)));
  },

  // Go to the next hit of the report (by 1) or the one before (by -1); false where there is none.
  step(by) {
    const hits = [...document.querySelectorAll('.report .hit')];
    const now = hits.findIndex((hit) => hit.classList.contains('current'));
    const next = hits[Math.min(Math.max(now + by, 0), hits.length - 1)];
    if (!next) return false;
    hits[now]?.classList.remove('current');
    next.classList.add('current');
    next.scrollIntoView({block: 'center'});
    document.querySelectorAll('.hit-number').forEach((one) => {
      one.textContent = hits.indexOf(next) + 1;
    });
    const address = new URL(location.href);
    address.searchParams.set('start', next.dataset.start);
    address.searchParams.set('end', next.dataset.end);
    history.replaceState(history.state, '', address);
    return true;
  },

  // The characters of a report that a click means: those selected, or else the paragraph.
  chosen(event) {
    const paragraph = event.target.closest('p[data-start]');
    if (!paragraph) return null;
    const offset = (of, node, at) => {
      const before = document.createRange();
      before.setStart(of, 0);
      before.setEnd(node, at);
      // By characters as Python counts them, not by UTF-16.
      return Number(of.dataset.start) + [...before.toString()].length;
    };
    const selected = getSelection();
    document.querySelectorAll('.report .chosen').forEach((one) => one.classList.remove('chosen'));
    if (selected.rangeCount && !selected.isCollapsed) {
      const range = selected.getRangeAt(0);
      const [first, last] = [range.startContainer, range.endContainer]
        .map((node) => (node.closest ? node : node.parentElement).closest('p[data-start]'));
      if (first && last) {
        return {
          start: offset(first, range.startContainer, range.startOffset),
          end: offset(last, range.endContainer, range.endOffset),
        };
      }
    }
    paragraph.classList.add('chosen');
    return {start: Number(paragraph.dataset.start), end: Number(paragraph.dataset.end)};
  },
};

// "/" leads to the box of the page.
document.addEventListener('keydown', (event) => {
  const typing = event.target.closest('input, textarea, [contenteditable]');
  if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = document.querySelector('[data-main-box] input, [data-main-box] textarea');
  if (box) { event.preventDefault(); box.focus(); box.select(); }
});

// What was asked stays in the box, to be changed or typed over; on a touch screen it would call
// the keyboard up over the answer.
document.addEventListener('submit', (event) => {
  if (matchMedia('(hover: hover)').matches) event.target.querySelector('input')?.select();
});

// A mark in an answer and the card of its passage are shown as a pair.
function pair(event) {
  document.querySelectorAll('.paired').forEach((one) => one.classList.remove('paired'));
  const one = event.target.closest?.('[data-marker]');
  one?.closest('.answer-page')
    ?.querySelectorAll(`[data-marker="${one.dataset.marker}"]`)
    .forEach((other) => other.classList.add('paired'));
}
document.addEventListener('pointerover', pair);
document.addEventListener('focusin', pair);

function lead(event) {
  const mark = event.target.closest('.answer .marker');
  if (!mark) return;
  mark.closest('.answer-page')
    .querySelector(`.cards [data-marker="${mark.dataset.marker}"]`)
    ?.scrollIntoView({block: 'nearest', behavior: 'smooth'});
}
document.addEventListener('click', lead);
document.addEventListener('keydown', (event) => { if (event.key === 'Enter') lead(event); });

// ↑ and ↓ go from hit to hit: through the cards of an answer, or the hits in a report.
document.addEventListener('keydown', (event) => {
  const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
  const isBusy = event.target.closest('input, textarea, select, [role=listbox], [role=combobox]');
  if (!step || isBusy || event.ctrlKey || event.metaKey || event.altKey) return;
  const links = [...document.querySelectorAll('details[open] .cards .hit-link')];
  if (links.length) {
    const at = links.indexOf(document.activeElement);
    links[Math.min(Math.max(at + step, 0), links.length - 1)].focus();
    event.preventDefault();
  } else if (reportqa.step(step)) {
    event.preventDefault();
  }
});
