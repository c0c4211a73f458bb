"use strict";
// Small help for pages that are complete without it: what is live on a page is fetched again when
// the node says that something changed, unless somebody is typing in it.
(function () {
  var parts = Array.from(document.querySelectorAll("[data-live]"));
  if (parts.length) {
    var busy = false, again = false;
    var fetchAgain = function () {
      if (busy) { again = true; return; }
      if (parts.some(function (p) { return p.contains(document.activeElement); }) && /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) { again = true; return; }
      busy = true;
      fetch(location.href, { headers: { "Accept": "text/html" }, credentials: "same-origin" })
        .then(function (r) {
          if (r.redirected) { location.assign(r.url); return null; } // signed out meanwhile: nothing stays on the screen
          return r.ok ? r.text() : null;
        })
        .then(function (text) {
          if (text === null) { return; }
          var page = new DOMParser().parseFromString(text, "text/html");
          parts.forEach(function (part) {
            var fresh = page.getElementById(part.id);
            if (fresh && fresh.innerHTML !== part.innerHTML) { part.replaceChildren.apply(part, Array.from(fresh.childNodes)); }
          });
        })
        .catch(function () { /* the stream comes back by itself */ })
        .then(function () { busy = false; if (again) { again = false; setTimeout(fetchAgain, 500); } });
    };
    // A page listens only while it is looked at: a browser keeps few connections to one host, and
    // a page in the background must not hold one that the next page needs.
    var stream = null;
    var listen = function () {
      if (stream || document.visibilityState !== "visible" || !window.EventSource) { return; }
      stream = new EventSource("/api/v1/stream");
      stream.addEventListener("change", fetchAgain);
      stream.addEventListener("error", function () {
        if (stream && stream.readyState === EventSource.CLOSED) { stream = null; fetchAgain(); } // refused: it does not come back by itself
      });
    };
    var rest = function () { if (stream) { stream.close(); stream = null; } };
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState === "visible") { fetchAgain(); listen(); } else { rest(); }
    });
    window.addEventListener("pagehide", rest);
    window.addEventListener("pageshow", listen);
    listen();
    setInterval(fetchAgain, 60000); // what time alone changes
  }
  // The leak check as one types: what it finds replaces what it found before.
  document.querySelectorAll("form[data-check]").forEach(function (form) {
    var timer, latest = 0;
    form.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(function () {
        var mine = ++latest;
        fetch(form.dataset.check, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin" })
          .then(function (r) { return r.ok ? r.text() : null; })
          .then(function (text) {
            var fresh = text && new DOMParser().parseFromString(text, "text/html").getElementById("leaks");
            if (fresh && mine === latest) { document.getElementById("leaks").replaceChildren.apply(document.getElementById("leaks"), Array.from(fresh.childNodes)); }
          })
          .catch(function () { /* the button checks, too */ });
      }, 700);
    });
  });
  // A choice that only shows something else shows it at once.
  document.querySelectorAll("form[data-auto]").forEach(function (form) {
    form.addEventListener("change", function () { form.requestSubmit(); });
  });
  // A form is sent once: the button says so while it waits.
  document.addEventListener("submit", function (e) {
    var b = e.target.querySelector("button:not([type=button])");
    if (b && e.target.method === "post") { setTimeout(function () { b.disabled = true; }, 0); }
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form button[disabled]").forEach(function (b) { b.disabled = false; });
  });
  // What is to be handed over can be copied; without this it is marked and copied by hand.
  document.querySelectorAll("button[data-copy]").forEach(function (b) {
    if (!navigator.clipboard) { return; }
    b.hidden = false;
    b.addEventListener("click", function () {
      var field = document.getElementById(b.dataset.copy);
      navigator.clipboard.writeText(field.value).then(function () { b.textContent = "Copied"; }, function () { field.focus(); field.select(); });
    });
  });
  var refusal = document.getElementById("refusal");
  if (refusal) { refusal.setAttribute("tabindex", "-1"); refusal.focus(); }
})();
