/* Two comforts of the phone page; without them a code is typed and words are selected by hand. Old browsers too. */
(function () {
  'use strict';
  var door = document.getElementById('pintu');
  if (door) {
    var code = window.location.hash.replace('#', '');
    if (code) {
      if (window.history && window.history.replaceState) {
        window.history.replaceState(null, '', window.location.pathname);
      }
      document.getElementById('kode').value = code;
      door.submit();
    }
    return;
  }
  var button = document.getElementById('salin');
  var words = document.getElementById('teks');
  var said = document.getElementById('disalin');
  if (button && words) {
    button.hidden = false;
    button.onclick = function () {
      function done() { said.hidden = false; }
      function byHand() {
        words.focus();
        words.setSelectionRange(0, words.value.length);
        try { if (document.execCommand('copy')) { done(); } } catch (fault) { /* the words stay selected */ }
      }
      if (window.navigator.clipboard && window.navigator.clipboard.writeText) {
        window.navigator.clipboard.writeText(words.value).then(done, byHand);
      } else {
        byHand();
      }
    };
  }
})();
