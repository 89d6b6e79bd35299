// Stands at the top of a page that should run nothing: `done` tells what ran all the same.
const ran = [];
for (const name of ['alert', 'prompt', 'confirm', 'print', 'open', 'fetch', 'eval', 'msgbox']) {
  window[name] = (...given) => {
    ran.push(`${name}(${given})`);
  };
}
navigator.sendBeacon = (...given) => ran.push(`beacon(${given})`);
XMLHttpRequest.prototype.open = (...given) => ran.push(`request(${given})`);

window.onerror = (message) => {
  document.title = JSON.stringify({ ran: [...ran, message], looked: 0 });
};

const allowed = new Set(JSON.parse(document.currentScript.dataset.tags));
const looked = new Set();

// Not only what ran: what could run later does not belong there either.
function look(element) {
  if (looked.has(element)) return;
  looked.add(element);
  if (!allowed.has(element.localName)) ran.push(`<${element.localName}>`);
  if (element.namespaceURI !== 'http://www.w3.org/1999/xhtml') ran.push(element.namespaceURI);
  for (const { name } of element.attributes) {
    if (name.startsWith('on') || name === 'style') ran.push(`${element.localName} ${name}`);
  }
  for (const name of ['href', 'src']) {
    if (!element.hasAttribute(name)) continue;
    const address = element.getAttribute(name);
    const { protocol } = URL.parse(address, document.baseURI) ?? {};
    if (protocol && !['http:', 'https:', 'mailto:', 'file:'].includes(protocol)) {
      ran.push(`${element.localName} ${name}=${protocol}`);
    }
  }
}

const within = () => document.querySelectorAll('.content, .content *');

// What appears and goes again is seen too.
new MutationObserver((changes) => {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) {
      if (node instanceof Element && node.closest('.content')) look(node);
    }
  }
}).observe(document, { childList: true, subtree: true });

const events =
  'click mouseover mouseenter pointerenter focus load error toggle animationstart begin pageshow start';

// Simulates every user action on every element.
function poke() {
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href]');
    // A script's address runs here; any other would only lead away.
    if (link && !link.href.startsWith('javascript:')) event.preventDefault();
  });
  for (const element of within()) {
    look(element);
    for (const kind of events.split(' ')) {
      element.dispatchEvent(new Event(kind, { bubbles: kind === 'click', cancelable: true }));
    }
    if (element.localName === 'a') element.click();
  }
}

window.addEventListener('load', () => {
  poke();
  setTimeout(() => {
    poke();
    setTimeout(() => {
      document.title = JSON.stringify({ ran, looked: looked.size });
    }, 500);
  }, 500);
});
