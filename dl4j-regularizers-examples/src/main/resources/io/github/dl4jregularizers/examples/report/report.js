// Sorts tables by a click on a heading, and shows the values of curves under the pointer.
for (const table of document.querySelectorAll('table.sortable')) {
  const body = table.tBodies[0];
  const value = (row, column) => {
    const cell = row.cells[column];
    const number = parseFloat(cell.dataset.value);
    return Number.isNaN(number) ? cell.textContent.trim() : number;
  };
  const compare = (a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b
      : typeof a === 'number' ? -1 : typeof b === 'number' ? 1 : a.localeCompare(b);
  [...table.tHead.rows[0].cells].forEach((heading, column) => {
    heading.tabIndex = 0;
    heading.setAttribute('role', 'button');
    const sort = () => {
      const down = heading.getAttribute('aria-sort') === 'ascending';
      for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
      heading.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const rows = [...body.rows].sort((a, b) => compare(value(a, column), value(b, column)));
      body.append(...(down ? rows.reverse() : rows));
    };
    heading.addEventListener('click', sort);
    heading.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        sort();
      }
    });
  });
}
const tip = document.createElement('div');
tip.className = 'tip';
tip.hidden = true;
document.body.append(tip);
for (const point of document.querySelectorAll('circle.point')) {
  point.addEventListener('pointerenter', () => {
    const box = point.getBoundingClientRect();
    tip.textContent = point.querySelector('title').textContent;
    tip.hidden = false;
    tip.style.left = Math.max(8, Math.min(box.left + window.scrollX, window.scrollX + innerWidth - tip.offsetWidth - 8)) + 'px';
    tip.style.top = box.top + window.scrollY - tip.offsetHeight - 6 + 'px';
  });
  point.addEventListener('pointerleave', () => { tip.hidden = true; });
}
