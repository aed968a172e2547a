/// How a picture of a page is enlarged: by a click or Enter, until Escape or another click.
enum EnlargeScript {
  static let source = Markup.literal(
    #"""
    {
      const small = [...document.querySelectorAll('img.enlarges')];
      if (small.length && window.HTMLDialogElement) {
        const make = (name, parent, values) => {
          const made = Object.assign(document.createElement(name), values);
          parent.append(made);
          return made;
        };
        const dialog = make('dialog', document.body, {className: 'large'});
        const picture = make('img', dialog, {alt: ''}), name = make('p', dialog, {});
        const words = make('p', dialog, {className: 'muted'});
        const close = make('button', dialog, {type: 'button', textContent: 'Close'});
        dialog.setAttribute('aria-label', 'Enlarged picture');
        let opener = null;
        const show = button => {
          const from = button.firstElementChild;
          opener = button;
          picture.src = from.src; picture.alt = from.alt;
          picture.classList.toggle('pixels', from.classList.contains('pixels'));
          name.textContent = from.alt; words.textContent = from.dataset.words;
          if (!dialog.open) dialog.showModal();
          close.focus();
        };
        // A button, so that the keyboard reaches it and a screen reader says what it does.
        const buttons = small.map(image => {
          const button = document.createElement('button');
          button.type = 'button'; button.className = 'enlarge';
          button.setAttribute('aria-label', 'Enlarge ' + image.alt);
          image.replaceWith(button); button.append(image);
          button.addEventListener('click', () => show(button));
          return button;
        });
        dialog.addEventListener('click', () => dialog.close());
        dialog.addEventListener('close', () => opener.focus());
        dialog.addEventListener('keydown', event => {
          const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
          const next = step && buttons[buttons.indexOf(opener) + step];
          if (next) { event.preventDefault(); show(next); }
        });
      }
    }
    """#)
}
