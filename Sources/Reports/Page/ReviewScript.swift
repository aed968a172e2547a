/// How a page of review looks and makes the list of decisions.
enum ReviewScript {
  static let style = Markup.literal(
    """
    .review{grid-template-columns:repeat(auto-fill,minmax(180px,1fr))}.review .frame{height:172px}
    .review img{max-width:160px;max-height:160px}.review p{margin:.2rem 0}
    .review fieldset{border:0;margin:.3rem 0 0;padding:0;display:flex;flex-wrap:wrap;gap:2px 10px}
    .review input[type=text]{font:inherit;width:100%;color:var(--ink);background:var(--card);border:1px solid var(--line);
    border-radius:6px;padding:3px 6px}
    .review li.decided .frame{outline:3px solid var(--accent)}
    """)

  /// Saves the columns that `fovea fix` reads; a field is quoted as RFC 4180 says.
  static let source = Markup.literal(
    #"""
    'use strict';
    {
      const items = [...document.querySelectorAll('.review li')];
      const chosen = item => item.querySelector('input[type=radio]:checked')?.value ?? '';
      const label = item => item.querySelector('input[type=text]').value.trim();
      const count = document.getElementById('review-count');
      const tell = () => {
        let done = 0, lacking = 0;
        for (const item of items) {
          const choice = chosen(item);
          item.classList.toggle('decided', choice !== '' && choice !== 'keep');
          if (choice) done++;
          if (choice === 'relabel' && !label(item)) lacking++;
        }
        count.textContent = `${done} of ${items.length} pictures are decided` +
          (lacking ? `; ${lacking} to relabel have no new label yet` : '');
      };
      for (const item of items) {
        item.addEventListener('change', event => {
          // A merge is of the whole finding.
          if (event.target.value === 'merge')
            for (const other of items)
              if (other.dataset.item === item.dataset.item && !chosen(other))
                other.querySelector('input[value=merge]').checked = true;
          tell();
        });
        item.querySelector('input[type=text]').addEventListener('input', () => {
          item.querySelector('input[value=relabel]').checked = true; tell();
        });
      }
      const field = text => /[",\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
      document.getElementById('review-save').addEventListener('click', () => {
        const rows = [['item', 'path', 'label', 'action', 'new_label', 'kind', 'detail']];
        for (const item of items) {
          const data = item.dataset;
          rows.push([data.item, data.path, data.label, chosen(item), label(item), data.kind, data.detail]);
        }
        const text = rows.map(row => row.map(field).join(',')).join('\n') + '\n';
        const link = document.createElement('a');
        link.href = URL.createObjectURL(new Blob([text], {type: 'text/csv'}));
        link.download = 'review.csv';
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 10000);
      });
      tell();
    }
    """#)
}
