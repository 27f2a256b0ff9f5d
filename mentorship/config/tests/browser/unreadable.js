// Text that is there and cannot be read: cut off by its box, or with other text on top of it. What lies over
// the page on purpose (a bar that stays), what is drawn and what is for a screen reader alone is left out.
() => {
  const found = [], texts = [];
  const name = e => e.outerHTML.slice(0, 110);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const floats = e => { for (; e; e = e.parentElement)
    if (['fixed', 'sticky'].includes(getComputedStyle(e).position) || e.tagName === 'SVG' || e.tagName === 'svg')
      return true; return false; };
  // What has been scrolled away in a region of its own lies nowhere on the page.
  const seenOf = (box, e) => {
    let {top, right, bottom, left} = box;
    for (; e && e !== document.body; e = e.parentElement) {
      const style = getComputedStyle(e), room = e.getBoundingClientRect();
      if (style.overflowX !== 'visible') [left, right] = [Math.max(left, room.left), Math.min(right, room.right)];
      if (style.overflowY !== 'visible') [top, bottom] = [Math.max(top, room.top), Math.min(bottom, room.bottom)];
    }
    return {top, right, bottom, left, height: bottom - top};
  };
  const clipping = new Set();
  while (walker.nextNode()) {
    const node = walker.currentNode, e = node.parentElement;
    if (!node.data.trim() || e.closest('.sr-only, script, style, noscript, option') || !e.checkVisibility()) continue;
    const range = document.createRange(); range.selectNodeContents(node);
    for (let up = e; up && up !== document.body; up = up.parentElement) clipping.add(up);
    for (const box of range.getClientRects()) {
      const seen = seenOf(box, e);
      if (seen.right - seen.left > 1 && seen.bottom - seen.top > 1) texts.push({box: seen, e});
    }
  }
  for (const e of clipping) {
    const style = getComputedStyle(e);
    if (style.clipPath !== 'none' || e.clientHeight <= 1) continue;
    for (const [cut, inside, room] of [[style.overflowX, e.scrollWidth, e.clientWidth],
                                       [style.overflowY, e.scrollHeight, e.clientHeight]])
      if (['hidden', 'clip'].includes(cut) && inside > room + 2) found.push(`cut off: ${name(e)}`);
  }
  texts.sort((a, b) => a.box.top - b.box.top);
  for (let i = 0; i < texts.length && found.length < 5; i++) {
    const a = texts[i].box;
    for (let j = i + 1; j < texts.length && texts[j].box.top < a.bottom - 4; j++) {
      const b = texts[j].box;
      if (Math.min(a.bottom, b.bottom) - b.top < .4 * Math.min(a.height, b.height)) continue;
      if (Math.min(a.right, b.right) - Math.max(a.left, b.left) < 3) continue;
      if (floats(texts[i].e) || floats(texts[j].e)) continue;
      found.push(`on top of each other: ${name(texts[i].e)} / ${name(texts[j].e)}`);
      break;
    }
  }
  return found.slice(0, 5);
}
