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
};

reportqa.showTheme();

// "/" leads to the box of the page.
document.addEventListener('keydown', (event) => {
  const typing = event.target.closest('input, textarea, [contenteditable]');
  if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = document.querySelector('[data-main-box] input, [data-main-box] textarea');
  if (box) { event.preventDefault(); box.focus(); box.select(); }
});

// A mark in the answer and the card of its passage are shown as a pair.
function pair(event) {
  const number = event.target.closest?.('[data-marker]')?.dataset.marker;
  document.querySelectorAll('[data-marker]').forEach((one) =>
    one.classList.toggle('paired', number !== undefined && one.dataset.marker === number));
}
document.addEventListener('pointerover', pair);
document.addEventListener('focusin', pair);

function lead(event) {
  const marker = event.target.closest('.answer .marker');
  if (!marker) return;
  document.querySelector(`.cards [data-marker="${marker.dataset.marker}"]`)
    ?.scrollIntoView({block: 'nearest', behavior: 'smooth'});
}
document.addEventListener('click', lead);
document.addEventListener('keydown', (event) => { if (event.key === 'Enter') lead(event); });
