/// What a page does when it is touched; everything in it can be read without.
enum PageScript {
  static let source = Markup.literal(
    #"""
    'use strict';
    document.documentElement.classList.add('js');
    for (const table of document.querySelectorAll('table.sortable')) {
      const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
      heads.forEach((head, column) => head.querySelector('button').addEventListener('click', () => {
        const up = head.getAttribute('aria-sort') === 'descending' ||
          (!head.hasAttribute('aria-sort') && head.classList.contains('t'));
        heads.forEach(other => other.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
        const key = row => { const cell = row.cells[column];
          return cell.hasAttribute('data-v') ? (cell.dataset.v === '' ? null : +cell.dataset.v) : cell.textContent; };
        const rows = [...body.rows].map(row => [key(row), row]);
        rows.sort(([a], [b]) => {
          if (a === null || b === null) return (a === null) - (b === null);
          const order = typeof a === 'number' ? a - b : a.localeCompare(b, undefined, {numeric: true});
          return up ? order : -order;
        });
        body.append(...rows.map(([, row]) => row));
      }));
    }
    for (const field of document.querySelectorAll('input[data-filter]')) {
      const rows = [...document.getElementById(field.dataset.filter).tBodies[0].rows];
      const names = rows.map(row => row.cells[0].textContent.toLowerCase());
      field.addEventListener('input', () => {
        const word = field.value.toLowerCase();
        rows.forEach((row, index) => { row.hidden = !names[index].includes(word); });
      });
    }
    for (const box of document.querySelectorAll('input[data-shares]'))
      box.addEventListener('change', () =>
        document.getElementById(box.dataset.shares).classList.toggle('shares', box.checked));
    const frame = document.querySelector('.map-frame');
    if (frame) {
      const data = JSON.parse(document.getElementById('map-data').textContent);
      const outer = frame.querySelector('svg.figure'), map = outer.querySelector('svg.map');
      const n = data.names.length, words = document.getElementById('map-words');
      const back = outer.querySelector('.map-back');
      let x = 0, y = 0, size = n;
      const show = () => {
        size = Math.min(n, Math.max(Math.min(8, n), size));
        x = Math.min(n - size, Math.max(0, x)); y = Math.min(n - size, Math.max(0, y));
        map.setAttribute('viewBox', `${x} ${y} ${size} ${size}`);
      };
      const place = event => {
        const box = back.getBoundingClientRect();
        return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
      };
      const zoom = (factor, u = 0.5, v = 0.5) => {
        const before = size; size *= factor;
        size = Math.min(n, Math.max(Math.min(8, n), size));
        x += (before - size) * u; y += (before - size) * v; show();
      };
      const say = (row, column) => {
        if (row < 0 || column < 0 || row >= n || column >= n) return;
        const cells = data.rows[row]; let count = 0;
        for (let i = 0; i < cells.length; i += 2) if (cells[i] === column) count = cells[i + 1];
        words.textContent = `${data.names[row]} taken for ${data.names[column]}: ${count}`;
      };
      outer.addEventListener('wheel', event => {
        event.preventDefault(); zoom(event.deltaY > 0 ? 1.25 : 0.8, ...place(event));
      }, {passive: false});
      const held = new Map(); let gap = 0;
      outer.addEventListener('pointerdown', event => {
        held.set(event.pointerId, event); outer.setPointerCapture(event.pointerId); gap = 0;
      });
      for (const name of ['pointerup', 'pointercancel'])
        outer.addEventListener(name, event => { held.delete(event.pointerId); gap = 0; });
      outer.addEventListener('pointermove', event => {
        const [u, v] = place(event);
        say(Math.floor(y + v * size), Math.floor(x + u * size));
        if (!held.has(event.pointerId)) return;
        const [a, b] = place(held.get(event.pointerId));
        held.set(event.pointerId, event);
        if (held.size === 1) { x -= (u - a) * size; y -= (v - b) * size; show(); return; }
        const [p, q] = [...held.values()];
        const now = Math.hypot(p.clientX - q.clientX, p.clientY - q.clientY);
        if (gap) zoom(gap / now, u, v);
        gap = now;
      });
      outer.tabIndex = 0;
      outer.addEventListener('keydown', event => {
        const step = size / 8;
        const act = {'+': () => zoom(0.8), '=': () => zoom(0.8), '-': () => zoom(1.25), '0': () => { size = n; show(); },
          ArrowLeft: () => { x -= step; show(); }, ArrowRight: () => { x += step; show(); },
          ArrowUp: () => { y -= step; show(); }, ArrowDown: () => { y += step; show(); }}[event.key];
        if (!act) return;
        event.preventDefault(); act(); say(Math.floor(y + size / 2), Math.floor(x + size / 2));
      });
      document.getElementById('map-in').addEventListener('click', () => zoom(0.6));
      document.getElementById('map-out').addEventListener('click', () => zoom(1 / 0.6));
      document.getElementById('map-all').addEventListener('click', () => { size = n; show(); });
    }
    """#)
}
