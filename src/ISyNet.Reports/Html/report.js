"use strict";
// Sorts a table by the column whose title was pressed; pressed again, the other way round. Written without the
// characters that XML would escape.
document.querySelectorAll("table.sortable").forEach(function (table) {
  var headers = Array.from(table.tHead.rows[0].cells);
  headers.forEach(function (header, column) {
    header.firstElementChild.addEventListener("click", function () {
      var descending = header.getAttribute("aria-sort") === "ascending";
      headers.forEach(function (other) { other.removeAttribute("aria-sort"); });
      header.setAttribute("aria-sort", descending ? "descending" : "ascending");
      var key = function (row) {
        var cell = row.cells[column];
        return cell.dataset.key === undefined ? cell.textContent : Number(cell.dataset.key);
      };
      var compare = function (a, b) {
        var x = key(a), y = key(b), xNumber = typeof x === "number", yNumber = typeof y === "number";
        if (xNumber !== yNumber) { return xNumber ? -1 : 1; }
        var order = xNumber ? x - y : x.localeCompare(y, "en", { numeric: true });
        return descending ? -order : order;
      };
      var body = table.tBodies[0];
      Array.from(body.rows).sort(compare).forEach(function (row) { body.appendChild(row); });
    });
  });
});
