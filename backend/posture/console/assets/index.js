var n$1;
var t$2;
var r$2;
var u$3;
var i$2;
var f$3;
var o$3;
var e$2;
var l$2;
var c$2;
var a$3;
var h$3 = Symbol.for("pv");
var p$3 = {};
var y$3 = [];
var v$2 = /^m(i|n|o|s|text|space)$/;
var w$3 = Array.isArray;
var d$3 = y$3.slice;
var _$2 = Object.assign;
function g$3(n) {
	n && n.parentNode && n.remove();
}
function k$2(n, t, r) {
	var u, i, f, o = {}, e = arguments.length;
	for (f in t) "key" == f ? u = t[f] : "ref" == f && "function" != typeof n ? i = t[f] : o[f] = t[f];
	return e > 2 && (o.children = e > 3 ? d$3.call(arguments, 2) : r), m$3(n, o, u, i, null);
}
function m$3(r, u, i, f, o) {
	var e = {
		type: r,
		props: u,
		key: i,
		ref: f,
		__k: null,
		__: null,
		__b: 0,
		__e: null,
		__c: null,
		constructor: h$3,
		__v: o || ++t$2,
		__i: -1,
		__u: 0
	};
	return !o && n$1.vnode && n$1.vnode(e), e;
}
function $(n) {
	return n.children;
}
function x$1(n, t) {
	this.props = n, this.context = t, this.__g = 0;
}
function S$1(n, t) {
	if (null == t) return n.__ && S$1(n.__, n.__i + 1);
	for (var r; t < n.__k.length; t++) if ((r = n.__k[t]) && r.__e) return r.__e;
	return "function" != typeof n.type || n.props.__P ? null : S$1(n);
}
function C$1(t) {
	var r, u = t.__v, i = u.__e, f = [], o = [], e = t.__P;
	e && ((r = _$2({ constructor: h$3 }, u)).__v = u.__v + 1, n$1.vnode && n$1.vnode(r), z$1(e, r, u, t.__n, e.namespaceURI, 32 & u.__u ? [i] : null, f, i || S$1(u), 32 & u.__u, o), r.__v = u.__v, r.__.__k[r.__i] = r, E$1(f, r, o), u.__ = u.__e = null, r.__e != i && j$1(r));
}
function j$1(n) {
	if ((n = n.__) && n.__c && !n.props.__P) return n.__e = null, n.__k.some(function(t) {
		return t && (n.__e = t.__e);
	}), j$1(n);
}
function L(t) {
	(8 & t.__g || (t.__g |= 8, u$3.push(t), f$3++)) && i$2 == n$1.debounceRendering || ((i$2 = n$1.debounceRendering) || queueMicrotask)(H);
}
function H() {
	try {
		for (var n, t = 1; u$3.length;) u$3.length > t && u$3.sort(o$3), n = u$3.shift(), t = u$3.length, 8 & n.__g && C$1(n);
	} finally {
		(f$3 = u$3.length) && (i$2 || queueMicrotask)(H);
	}
}
function I(n, t, r, u, i, f, o, e, l, c, a) {
	var s, h, v, w, d, _, g = u.__k || y$3, k = t.length;
	for (l = q(r, t, g, l, k), s = 0; s < k; s++) null != (v = r.__k[s]) && (h = ~v.__i && g[v.__i] || p$3, v.__i = s, _ = z$1(n, v, h, i, f, o, e, l, c, a), w = v.__e, (h.ref != v.ref || 8 & h.__u) && (h.ref && G$1(h.ref, null, v, h), v.ref && a.push(v.ref, v.__c || w, v)), d = d || w, 4 & v.__u ? (l = A$2(v, l, n, !h.__v), h.__e && (h.__e = null)) : "function" == typeof v.type && void 0 !== _ ? l = _ : w && (l = w.nextSibling), v.__u &= -21);
	return r.__e = d, l;
}
function q(n, t, r, u, i) {
	var f, o, e, l, c, a, s, p, y, v = r.length, d = v, _ = 0, g = 0, k = n.__k = Array(i);
	for (f = 0; f < i; f++) null != (o = t[f]) && "boolean" != typeof o && "function" != typeof o ? ("object" != typeof o || o.constructor === String ? o = k[f] = m$3(null, o) : w$3(o) ? o = k[f] = m$3($, { children: o }) : o.constructor === h$3 && o.__b ? o = k[f] = m$3(o.type, o.props, o.key, o.ref, o.__v) : k[f] = o, l = f + _, o.__ = n, o.__b = n.__b + 1, e = null, ~(c = o.__i = P(o, r, l, d)) && (d--, (e = r[c]) && (e.__u |= 2)), e && e.__v ? (o.__u |= 16, c == l - 1 ? _-- : c == l + 1 ? _++ : c != l && (c > l ? _-- : _++, g = 1)) : (~c || (i > v ? _-- : i < v && _++), "function" != typeof o.type && (o.__u |= 4))) : k[f] = null;
	if (g) {
		for (a = [], s = [], f = 0; f < i; f++) if ((o = k[f]) && 16 & o.__u) {
			for (_ = 0, p = a.length; _ < p;) a[y = _ + p >> 1] < o.__i ? _ = y + 1 : p = y;
			a[_] = o.__i, s[f] = _ + 1;
		}
		for (_ = a.length; f--;) s[f] && (s[f] == _ ? _-- : k[f].__u |= 4);
	}
	if (d) for (f = 0; f < v; f++) !(e = r[f]) || 2 & e.__u || (e.__e == u && (u = S$1(e)), J(e, e));
	return u;
}
function A$2(n, t, r, u) {
	var i, f, o, e;
	if ("function" == typeof n.type) {
		if (n.props.__P) return t;
		if (i = n.__k) for (f = 0; f < i.length; f++) i[f] && (i[f].__ = n, t = A$2(i[f], t, r, !1));
		return t;
	}
	for (t && !t.parentNode && (t = S$1(n)) && !t.parentNode && (t = null), o = n.__e, e = t; e && 8 == e.nodeType;) e = e.nextSibling;
	for (o != e && (!u && r.moveBefore && o.parentNode ? r.moveBefore(o, t) : r.insertBefore(o, t || null)), t = o; (t = t && t.nextSibling) && 8 == t.nodeType && !t.data.startsWith("$s"););
	return t;
}
function P(n, t, r, u) {
	var i, f = n.key, o = n.type, e = t[r], l = e && !(2 & e.__u);
	if (null === e && null == f || l && f == e.key && o == e.type) return r;
	if (u > (l ? 1 : 0)) {
		for (i = r - 1; i >= 0; i--) if ((e = t[i]) && !(2 & e.__u) && f == e.key && o == e.type) return i;
		for (i = r + 1; i < t.length; i++) if ((e = t[i]) && !(2 & e.__u) && f == e.key && o == e.type) return i;
	}
	return -1;
}
function T$1(n, t, r) {
	r ??= "", "-" == t[0] ? n.setProperty(t, r) : n[t] = r;
}
function N(n, t, r, u, i) {
	var f, o;
	if ("style" == t) if ("string" == typeof r) n.style.cssText = r;
	else {
		if ("string" == typeof u && (n.style.cssText = u = ""), u) for (t in u) r && t in r || T$1(n.style, t);
		if (r) for (t in r) u && r[t] == u[t] || T$1(n.style, t, r[t]);
	}
	else if ("o" == t[0] && "n" == t[1]) "function" != typeof r && (r = null), "function" != typeof u && (u = null), (n.__e || (n.__e = {}))[t] = r, r && u || (o = a$3[t] || (a$3[t] = V(t)), (n.__a || (n.__a = {}))[t] = c$2, f = t != (t = t.replace(l$2, "$1")), (t = t.slice(2))[0] < "a" && (t = t.toLowerCase()), r ? n.addEventListener(t, o, f) : n.removeEventListener(t, o, f));
	else {
		if ("http://www.w3.org/2000/svg" == i) t = t.replace(/xlink(H|:h)/, "h").replace(/sName$/, "s");
		else if ("width" != t && "height" != t && "href" != t && "list" != t && "form" != t && "tabIndex" != t && "download" != t && "rowSpan" != t && "colSpan" != t && "role" != t && "popover" != t && t in n) try {
			n[t] = null == r ? "" : r;
			return;
		} catch (n) {}
		if ("function" == typeof r) return;
		null == r || !1 === r && "-" != t[4] ? n.removeAttribute(t) : n.setAttribute(t, "popover" == t && 1 == r ? "" : r);
	}
}
function V(t) {
	return function(r) {
		var u = this.__e;
		if (u) {
			if (u = u[t], null == r[e$2]) r[e$2] = c$2++;
			else if (r[e$2] < this.__a[t]) return;
			return u(n$1.event ? n$1.event(r) : r);
		}
	};
}
function z$1(t, r, u, i, f, o, e, l, c, a) {
	var s, p, v, d, k, b, m, M, C, j, L, H, q, A, O, P, T, N, V = r.type;
	if (r.constructor !== h$3) return null;
	128 & u.__u && (c = 32 & u.__u, s = u.__c.__z) && (r.__u |= c, p = o = [], 8 == s.nodeType ? l = B$1(s, o) : o.push(s), l = o[0] || l), (s = n$1.__b) && s(r);
	n: if ("function" == typeof V) {
		v = e.length;
		try {
			if (M = r.props, C = (s = V.prototype) && s.render, j = (s = V.contextType) && i[s.__c], L = s ? j ? j.props.value : s.__ : i, (d = u.__c) ? (r.__c = d, 2 & d.__g && (d.__g |= 1)) : (C ? r.__c = d = new V(M, L) : (r.__c = d = new x$1(M, L), d.constructor = V, d.render = K), j && j.sub(d), d.state || (d.state = {}), d.__n = i, d.__g |= 8, d.__h = [], d.__k = []), C && (d.__s || (d.__s = d.state), V.getDerivedStateFromProps && (d.__s == d.state && (d.__s = _$2({}, d.__s)), _$2(d.__s, V.getDerivedStateFromProps(M, d.__s)))), k = d.props, b = d.state, d.__v = r, u.__c) {
				if (M !== k && C && !V.getDerivedStateFromProps && d.componentWillReceiveProps && d.componentWillReceiveProps(M, L), r.__v == u.__v && !(8 & d.__g) || !(4 & d.__g) && d.shouldComponentUpdate && !1 === d.shouldComponentUpdate(M, d.__s, L)) {
					r.__v != u.__v && (d.props = M, d.state = d.__s, d.__g &= -9), r.__e = u.__e, r.__k = u.__k, r.__k.some(function(n) {
						n && (n.__ = r);
					}), y$3.push.apply(d.__h, d.__k), d.__k = [], d.__h.length && e.push(d), l = S$1(u);
					break n;
				}
				d.componentWillUpdate && d.componentWillUpdate(M, d.__s, L), C && d.componentDidUpdate && d.__h.push(function() {
					d.componentDidUpdate(k, b, m);
				});
			} else C && !V.getDerivedStateFromProps && d.componentWillMount && d.componentWillMount(), C && d.componentDidMount && d.__h.push(d.componentDidMount);
			d.context = L, d.props = M, d.__P = t, d.__g &= -5, H = n$1.__r, q = C ? 25 : 0;
			do
				d.__g &= -9, H && H(r), s = d.render(d.props, d.state = d.__s, d.context);
			while (8 & d.__g && ++q < 25);
			C && (y$3.push.apply(d.__h, d.__k), d.__k = []), d.state = d.__s, d.getChildContext && (i = _$2({}, i, d.getChildContext())), C && u.__c && d.getSnapshotBeforeUpdate && (m = d.getSnapshotBeforeUpdate(k, b)), A = s && s.type === $ && null == s.key ? s.props.children : s, M.__P && (s = l, f = (t = M.__P).namespaceURI, c = o = null, u.props && u.props.__P != t && (u.__k.some(function(n) {
				n && J(n, n);
			}), u.__k = null), l = u.__k ? S$1(u, 0) : null), l = I(t, w$3(A) ? A : [A], r, u, i, f, o, e, l, c, a), M.__P && (r.__e = null, l = s), r.__u &= -161, p && p.some(g$3), d.__h.length && e.push(d), 1 & d.__g && (d.__g &= -4);
		} catch (t) {
			if (e.length = v, r.__v = null, c || o) if (t && t.then) {
				if (r.__u |= 128 | c, o) {
					for (~(T = o.indexOf(l || void 0)) || (T = o.length); (N = o[T - 1]) && 8 == N.nodeType;) T--;
					for (; T < o.length; T++) if (N = o[T]) if (o[T] = null, O) {
						if (N == P) break;
					} else {
						if (8 != N.nodeType) break;
						N.data.startsWith("$s") && (P = B$1(O = N));
					}
				}
				if (!O) {
					for (; l && 8 == l.nodeType && l.nextSibling;) l = l.nextSibling;
					O = l;
				}
				(s = B$1(O = r.__c.__z || (r.__c.__z = O))) ? (r.__e = O, l = s) : r.__e = l, l = l && l.nextSibling;
			} else o && o.some(g$3);
			else r.__e = u.__e;
			r.__k || (r.__k = u.__k || []), t && t.then || D$1(r), n$1.__e(t, r, u);
		}
	} else l = r.__e = F$2(u.__e, r, u, i, f, o, e, c, a, t);
	return (s = n$1.diffed) && s(r), l;
}
function B$1(n, t) {
	if (n && 8 == n.nodeType && n.data.startsWith("$s")) for (var r = 1; n = n.nextSibling;) {
		if (8 == n.nodeType) {
			if (n.data.startsWith("$s")) r++;
			else if (n.data.startsWith("/$s") && !--r) return n;
		}
		t && t.push(n);
	}
}
function D$1(n) {
	n && (n.__c && (n.__c.__g |= 4), n.__k && n.__k.some(D$1));
}
function E$1(t, r, u) {
	for (var i = 0; i < u.length;) G$1(u[i++], u[i++], u[i++]);
	n$1.__c && n$1.__c(r, t), t.some(function(r) {
		try {
			t = r.__h, r.__h = [], t.some(function(n) {
				n.call(r);
			});
		} catch (t) {
			n$1.__e(t, r.__v);
		}
	});
}
function F$2(t, r, u, i, f, o, e, l, c, a) {
	var s, h, y, _, k, b, m, M, $ = u.props || p$3, x = r.props, C = r.type;
	if ("svg" == C ? f = "http://www.w3.org/2000/svg" : "math" == C ? f = "http://www.w3.org/1998/Math/MathML" : f || (f = "http://www.w3.org/1999/xhtml"), o) {
		for (s = 0; s < o.length; s++) if ((k = o[s]) && (C ? k.localName == C : 3 == k.nodeType)) {
			t = k, o[s] = null;
			break;
		}
	}
	if (!t) {
		if (M = a.ownerDocument || document, !C) return M.createTextNode(x);
		t = M.createElementNS(f, C, x.is ? x : a), l && (n$1.__m && n$1.__m(r, o), l = !1), o = null;
	}
	if (C) {
		if (a = "template" == C && t.content || t, o = "textarea" == C && null != x.defaultValue ? null : o && d$3.call(a.childNodes), !l && o) for ($ = {}, s = 0; s < t.attributes.length; s++) $[(k = t.attributes[s]).name] = k.value;
		for (s in $) k = $[s], "dangerouslySetInnerHTML" == s ? y = k : "children" == s || s in x || "value" == s && "defaultValue" in x || "checked" == s && "defaultChecked" in x || N(t, s, null, k, f);
		for (s in x) k = x[s], "children" == s ? _ = k : "dangerouslySetInnerHTML" == s ? h = k : "value" == s ? b = k : "checked" == s ? m = k : l && "function" != typeof k || $[s] === k || N(t, s, k, $[s], f);
		h ? (l || y && (h.__html == y.__html || h.__html == t.innerHTML) || (t.innerHTML = h.__html), r.__k = []) : (y && (t.textContent = ""), ("foreignObject" == C || "http://www.w3.org/1998/Math/MathML" == f && v$2.test(C)) && (f = "http://www.w3.org/1999/xhtml"), I(a, w$3(_) ? _ : [_], r, u, i, f, o, e, o ? o[0] : u.__k && S$1(u, 0), l, c), o && o.some(g$3)), l && "textarea" != C || (s = "value", "progress" == C && null == b ? t.removeAttribute(s) : null == b || b === t[s] && ("progress" != C || b) || N(t, s, b, $[s], f), s = "checked", null != m && m != t[s] && N(t, s, m, $[s], f));
	} else $ === x || l && t.data == x || (t.data = x);
	return t;
}
function G$1(t, r, u, i) {
	try {
		"function" == typeof t ? r ? r.__x = t(r) || 1 : i && (i = i.__c || i.__e) && (r = i.__x) && (i.__x = null, "function" == typeof r ? r() : t(null)) : t.current = r;
	} catch (t) {
		n$1.__e(t, u);
	}
}
function J(t, r, u) {
	var i, f, o, e;
	if (n$1.unmount && n$1.unmount(t), !(i = t.ref) || i.current && i.current != t.__e || G$1(i, null, r, t), i = t.__c) {
		if (i.componentWillUnmount) try {
			i.componentWillUnmount();
		} catch (t) {
			n$1.__e(t, r);
		}
		i.__P = i.__n = null;
	}
	if (i = t.__k) for (e = 0; e < i.length; e++) i[e] && J(i[e], r, "function" != typeof t.type || u && !t.props.__P);
	!u && (i = t.__c) && (i = i.__z) && (f = B$1(i, o = [])) && (i == t.__e && o.some(g$3), g$3(f), g$3(i)), u || g$3(t.__e), t.__e = t.__c = t.__ = null;
}
function K(n, t, r) {
	return this.constructor(n, r);
}
function Q(t, r) {
	var u, i, f, o;
	n$1.__ && n$1.__(t, r), 9 == r.nodeType && (r = r.documentElement), i = (u = t && 32 & t.__u) ? null : r.__k, r.__k = m$3($, { children: [t] }), f = [], o = [], z$1(r, r.__k, i || p$3, p$3, r.namespaceURI, i ? null : r.firstChild ? d$3.call(r.childNodes) : null, f, i ? i.__e : r.firstChild, u, o), E$1(f, r.__k, o), r.__k.props.children = null;
}
n$1 = { __e: function(n, t, r, u) {
	for (var i, o, e; t = t.__;) if ((i = t.__c) && !(1 & i.__g)) {
		i.__g |= 4;
		try {
			if ((e = (o = i.constructor) && o.getDerivedStateFromError) && i.setState(o.getDerivedStateFromError(n)), i.componentDidCatch && (i.componentDidCatch(n, u || {}), e = 1), e && 8 & i.__g) return void (i.__g |= 2);
		} catch (t) {
			n = t;
		}
	}
	throw f$3 = 0, n;
} }, t$2 = 0, r$2 = function(n) {
	return null != n && n.constructor === h$3;
}, x$1.prototype.setState = function(n, t) {
	var r = this.__s;
	r && r != this.state || (r = this.__s = _$2({}, this.state)), "function" == typeof n && (n = n(_$2({}, r), this.props)), n && (_$2(r, n), this.__v && (t && this.__k.push(t), L(this)));
}, x$1.prototype.forceUpdate = function(n) {
	this.__v && (this.__g |= 4, n && this.__h.push(n), L(this));
}, x$1.prototype.render = $, u$3 = [], f$3 = 0, o$3 = function(n, t) {
	return n.__v.__b - t.__v.__b;
}, e$2 = Symbol(), l$2 = /(PointerCapture)$|Capture$/i, c$2 = 0, a$3 = {};
var t$1;
var r$1;
var u$2;
var i$1;
var o$2 = Object.is;
var f$2 = 0;
var c$1 = [];
var e$1 = [];
var a$2 = n$1;
var v$1 = a$2.__b;
var l$1 = a$2.__r;
var m$2 = a$2.diffed;
var h$2 = a$2.__c;
var s$1 = a$2.unmount;
var p$2 = a$2.__;
function y$2(n, t) {
	a$2.__h && a$2.__h(r$1, n, f$2 || t), f$2 = 0;
	var u = r$1.__H || (r$1.__H = {
		__: [],
		__h: []
	});
	return n >= u.__.length && u.__.push({}), u.__[n];
}
function d$2(n) {
	return f$2 = 1, _$1(G, n);
}
function _$1(n, u, i) {
	var f = y$2(t$1++, 2);
	if (f.t = n, !f.__c && (f.__ = [i ? i(u) : G(void 0, u), function(n) {
		var t = (f.__N || f.__)[0], r = f.t(t, n);
		o$2(t, r) || (f.__N = [r, f.__[1]], f.__c.setState({}));
	}], f.__c = r$1, !r$1.__f)) {
		r$1.__f = !0;
		var c = r$1.shouldComponentUpdate;
		r$1.shouldComponentUpdate = function(n, t, r) {
			var u = this.__H;
			if (!u) return !0;
			var i = !1, f = this.props != n;
			if (u.__.some(function(n) {
				n.__N && (i = !0, o$2(n.__[0], n.__N[0]) || (f = !0));
			}), c) {
				var e = c.call(this, n, t, r);
				return i ? e || f : e;
			}
			return !i || f;
		};
	}
	return f.__;
}
function A$1(n, u) {
	var i = y$2(t$1++, 3);
	!a$2.__s && E(i.__H, u) && (i.__P = !0, i.__ = n, i.u = u, r$1.__H.__h.push(i));
}
function F$1(n, u) {
	var i = y$2(t$1++, 4);
	!a$2.__s && E(i.__H, u) && (i.__P = !1, i.__ = n, i.u = u, r$1.__h.push(i));
}
function T(n) {
	return f$2 = 5, w$2(function() {
		return { current: n };
	}, []);
}
function w$2(n, r) {
	var u = y$2(t$1++, 7);
	return E(u.__H, r) && (u.__ = n(), u.__H = r), u.__;
}
function g$2() {
	var n;
	do {
		for (; n = e$1.shift();) try {
			C(n);
		} catch (t) {
			a$2.__e(t, { __: (n = n.__P) && n.__v });
		}
		for (; n = c$1.shift();) {
			var t = n.__H;
			if (n.__P && t) try {
				t.__h.some(C), t.__h.some(D), t.__h = [];
			} catch (r) {
				t.__h = [], a$2.__e(r, n.__v);
			}
		}
	} while (e$1.length);
}
a$2.__b = function(n) {
	r$1 = null, v$1 && v$1(n);
}, a$2.__ = function(n, t) {
	n && t.__k && t.__k.__m && (n.__m = t.__k.__m), p$2 && p$2(n, t);
}, a$2.__r = function(n) {
	l$1 && l$1(n), t$1 = 0;
	var i = (r$1 = n.__c).__H;
	i && (u$2 == r$1 ? r$1.__h = [] : (i.__h.some(C), i.__h.some(D), t$1 = 0), i.__h = [], i.__.some(function(n) {
		n.__N && (n.__ = n.__N), n.u = n.__N = void 0;
	})), u$2 = r$1;
}, a$2.diffed = function(n) {
	m$2 && m$2(n);
	var t = n.__c;
	t && t.__H && (t.__H.__h.length && B(c$1.push(t)), t.__H.__.some(function(n) {
		n.u && (n.__H = n.u);
	})), u$2 = r$1 = null;
}, a$2.__c = function(n, t) {
	t.some(function(n) {
		try {
			n.__h.some(C), n.__h = n.__h.filter(function(n) {
				return !n.__ || D(n);
			});
		} catch (t) {
			n.__h = [function() {
				throw t;
			}];
		}
	}), h$2 && h$2(n, t);
}, a$2.unmount = function(n) {
	s$1 && s$1(n);
	var t, r, u = n.__c;
	u && u.__H && (u.__H.__.some(function(u) {
		try {
			if (u.__P && u.__c) {
				if (void 0 === r) {
					for (r = n.__; r && (!r.__c || !r.__c.__P);) r = r.__;
					r = r && r.__c;
				}
				u.__P = r, B(e$1.push(u));
			} else C(u);
		} catch (n) {
			t = n;
		}
	}), u.__H = void 0, t && a$2.__e(t, u.__v));
};
var k$1 = "function" == typeof requestAnimationFrame;
function z(n) {
	var t, r = function() {
		clearTimeout(u), k$1 && cancelAnimationFrame(t), setTimeout(n);
	}, u = setTimeout(r, 35);
	k$1 && (t = requestAnimationFrame(r));
}
function B(n) {
	1 != n && i$1 == a$2.requestAnimationFrame || ((i$1 = a$2.requestAnimationFrame) || z)(g$2);
}
function C(n) {
	var t = r$1, u = n.__c;
	"function" == typeof u && (n.__c = void 0, u()), r$1 = t;
}
function D(n) {
	var t = r$1;
	n.__c = n.__(), r$1 = t;
}
function E(n, t) {
	return !n || n.length != t.length || t.some(function(t, r) {
		return !o$2(t, n[r]);
	});
}
function G(n, t) {
	return "function" == typeof t ? t(n) : t;
}
var ApiError = class extends Error {
	status;
	slug;
	detail;
	retryAfterSeconds;
	constructor(status, slug, detail, retryAfterSeconds = null) {
		super(detail || slug);
		this.status = status;
		this.slug = slug;
		this.detail = detail;
		this.retryAfterSeconds = retryAfterSeconds;
	}
	/** Whether signing in again would help. */
	get isSignedOut() {
		return this.status === 401;
	}
};
var MOST_COPIES = 200;
var copies = /* @__PURE__ */ new Map();
/** Called whenever the server no longer knows who is signed in. */
var onSignedOut = { call: () => {} };
var BASE = "/api/v2";
/** Return the address of an operation; a filter without a value is left out. */
function address$1(path, query = {}) {
	const pairs = Object.entries(query).filter(([, value]) => value != null && value !== "");
	const text = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
	return BASE + path + (text ? `?${text}` : "");
}
/** Return the address of one run, with the decision of its gate once it has ended. */
function runAddress(id) {
	return address$1(`/cloud-posture-runs/${id}`, { include: "decision" });
}
async function read(url, signal) {
	const known = copies.get(url);
	const response = await send(url, {
		headers: known ? { "if-none-match": known.etag } : {},
		signal: signal ?? null
	});
	if (response.status === 304 && known) return known.body;
	const body = await bodyOf(response);
	keep(url, response, body);
	return body;
}
/** Change what an address has: only if it still is what was read there, so that no update is lost. */
async function change(method, path, body) {
	const url = BASE + path;
	const headers = { "content-type": "application/json" };
	const known = method === "POST" ? void 0 : copies.get(url);
	if (known) headers["if-match"] = known.etag;
	let response;
	try {
		response = await send(url, {
			method,
			headers,
			body: body === void 0 ? null : JSON.stringify(body)
		});
	} catch (error) {
		copies.delete(url);
		throw error;
	}
	const made = response.status === 204 ? void 0 : await bodyOf(response);
	if (method !== "POST") keep(url, response, made);
	return made;
}
/** Read a row of a list on its own; an error if it no longer is what the list shows. */
async function readSame(path, shown) {
	const found = await read(BASE + path);
	if (JSON.stringify(found) !== JSON.stringify(shown)) throw new ApiError(412, "precondition_failed", "");
}
/** Return what a response holds; a proxy between here and the server may send a page of its own. */
async function bodyOf(response) {
	try {
		return await response.json();
	} catch (error) {
		if (error instanceof DOMException && error.name === "AbortError") throw error;
		throw new ApiError(502, "unexpected_response", "The response was cut short, or is not one of this server.");
	}
}
function keep(url, response, body) {
	copies.delete(url);
	const etag = response.headers.get("etag");
	if (etag && body !== void 0) {
		copies.set(url, {
			etag,
			body
		});
		const oldest = copies.keys().next();
		if (copies.size > MOST_COPIES && !oldest.done) copies.delete(oldest.value);
	}
}
/** Forget everything that was read: it belongs to the person who was signed in. */
function forgetAll() {
	copies.clear();
}
/** What a refusal without a text says in its header: which scope is missing. */
function lacking(response) {
	const scope = /scope="([^"]+)"/.exec(response.headers.get("www-authenticate") ?? "")?.[1];
	return scope ? `The token lacks the scope \`${scope}\`.` : "";
}
async function send(url, request) {
	let response;
	try {
		response = await fetch(url, {
			...request,
			credentials: "same-origin",
			cache: "no-store"
		});
	} catch (error) {
		if (error instanceof DOMException && error.name === "AbortError") throw error;
		throw new ApiError(0, "offline", "The server cannot be reached. What is shown may be old.");
	}
	if (response.ok || response.status === 304) return response;
	const problem = Object(await response.json().catch(() => null));
	const wait = response.headers.get("retry-after");
	const error = new ApiError(response.status, String(problem.error ?? "unexpected_response"), String(problem.detail ?? (lacking(response) || (problem.error ? "" : `The response has the status ${response.status}.`))), wait ? Number(wait) || null : null);
	if (error.isSignedOut && !url.endsWith("/session")) onSignedOut.call();
	throw error;
}
var UNITS = [
	["year", 31536e3],
	["month", 2592e3],
	["day", 86400],
	["hour", 3600],
	["minute", 60]
];
var relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
var whole = new Intl.NumberFormat("en");
function ago(text, now = Date.now()) {
	const seconds = Math.round((Date.parse(text) - now) / 1e3);
	for (const [unit, size] of UNITS) if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
	return Math.abs(seconds) < 10 ? "just now" : relative.format(seconds, "second");
}
function count(number) {
	return whole.format(number);
}
function counted(number, one, many = `${one}s`) {
	return `${count(number)} ${number === 1 ? one : many}`;
}
function duration(milliseconds) {
	if (milliseconds < 1e3) return `${milliseconds} ms`;
	const seconds = milliseconds / 1e3;
	if (seconds < 60) return `${seconds.toFixed(1)} s`;
	const minutes = Math.floor(seconds / 60);
	return minutes < 60 ? `${minutes} min ${Math.floor(seconds % 60)} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
/** A share is never rounded up to a whole: 99.96 % is not complete. */
function share(part) {
	const percent = Math.floor(part * 1e3) / 10;
	return `${percent === Math.trunc(percent) ? percent.toFixed(0) : percent.toFixed(1)} %`;
}
/** The part of an id that people read; the whole id stands beside it in a title. */
function shortId(resource) {
	const text = resource.replace(/\/$/, "");
	if (text.startsWith("arn:")) {
		const [, , , , , ...rest] = text.split(":");
		return rest.join(":") || text;
	}
	const parts = text.split("/").filter(Boolean);
	return parts.length > 2 ? parts.slice(-2).join("/") : text;
}
var HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
/** Write a name from outside so that every character of it can be seen. */
function visible(text) {
	return text.replace(HIDDEN, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
function capital(text) {
	const words = text.replaceAll("_", " ");
	return words.charAt(0).toUpperCase() + words.slice(1);
}
var i = Symbol.for("preact-signals");
function t() {
	if (!(v > 1)) {
		var i, t = !1;
		(function() {
			var i = c;
			c = void 0;
			while (void 0 !== i) {
				var t = i.S;
				if (t.v === i.v) {
					for (var r = t.t; void 0 !== r; r = r.x) if (r.i === i.i) r.i = t.i;
				}
				i = i.o;
			}
		})();
		while (void 0 !== h$1) {
			var r = h$1;
			h$1 = void 0;
			s++;
			while (void 0 !== r) {
				var n = r.u;
				r.u = void 0;
				r.f &= -3;
				if (!(8 & r.f) && w$1(r)) try {
					r.c();
				} catch (r) {
					if (!t) {
						i = r;
						t = !0;
					}
				}
				r = n;
			}
		}
		s = 0;
		v--;
		if (t) throw i;
	} else v--;
}
function r(i) {
	if (v > 0) return i();
	u$1 = ++e;
	v++;
	try {
		return i();
	} finally {
		t();
	}
}
var n;
var o$1 = void 0;
function f$1(i) {
	var t = o$1, r = n;
	o$1 = void 0;
	n = void 0;
	try {
		return i();
	} finally {
		o$1 = t;
		n = r;
	}
}
var h$1 = void 0;
var v = 0;
var s = 0;
var e = 0;
var u$1 = 0;
var c = void 0;
var a$1 = 0;
function d$1(i) {
	if (void 0 !== o$1) {
		var t = i.n;
		if (void 0 === t || t.t !== o$1) {
			t = {
				i: 0,
				S: i,
				p: o$1.s,
				n: void 0,
				t: o$1,
				e: void 0,
				x: void 0,
				r: t
			};
			if (void 0 !== o$1.s) o$1.s.n = t;
			o$1.s = t;
			i.n = t;
			if (32 & o$1.f) i.S(t);
			return t;
		} else if (-1 === t.i) {
			t.i = 0;
			if (void 0 !== t.n) {
				t.n.p = t.p;
				if (void 0 !== t.p) t.p.n = t.n;
				t.p = o$1.s;
				t.n = void 0;
				o$1.s.n = t;
				o$1.s = t;
			}
			return t;
		}
	}
}
function l(i, t) {
	this.v = i;
	this.i = 0;
	this.n = void 0;
	this.t = void 0;
	this.l = 0;
	this.W = null == t ? void 0 : t.watched;
	this.Z = null == t ? void 0 : t.unwatched;
	this.name = null == t ? void 0 : t.name;
}
l.prototype.brand = i;
l.prototype.h = function() {
	return !0;
};
l.prototype.S = function(i) {
	var t = this, r = this.t;
	if (r !== i && void 0 === i.e) {
		i.x = r;
		this.t = i;
		if (void 0 !== r) r.e = i;
		else f$1(function() {
			var i;
			null == (i = t.W) || i.call(t);
		});
	}
};
l.prototype.U = function(i) {
	var t = this;
	if (void 0 !== this.t) {
		var r = i.e, n = i.x;
		if (void 0 !== r) {
			r.x = n;
			i.e = void 0;
		}
		if (void 0 !== n) {
			n.e = r;
			i.x = void 0;
		}
		if (i === this.t) {
			this.t = n;
			if (void 0 === n) f$1(function() {
				var i;
				null == (i = t.Z) || i.call(t);
			});
		}
	}
};
l.prototype.subscribe = function(i) {
	var t = this;
	return x(function() {
		var r = t.value;
		f$1(function() {
			return i(r);
		});
	}, { name: "sub" });
};
l.prototype.valueOf = function() {
	return this.value;
};
l.prototype.toString = function() {
	return this.value + "";
};
l.prototype.toJSON = function() {
	return this.value;
};
l.prototype.peek = function() {
	var i = this;
	return f$1(function() {
		return i.value;
	});
};
Object.defineProperty(l.prototype, "value", {
	get: function() {
		var i = d$1(this);
		if (void 0 !== i) i.i = this.i;
		return this.v;
	},
	set: function(i) {
		if (i !== this.v) {
			if (s > 100) throw new Error("Cycle detected");
			(function(i) {
				if (0 !== v && 0 === s) {
					if (i.l !== u$1) {
						i.l = u$1;
						c = {
							S: i,
							v: i.v,
							i: i.i,
							o: c
						};
					}
				}
			})(this);
			this.v = i;
			this.i++;
			a$1++;
			v++;
			try {
				for (var r = this.t; void 0 !== r; r = r.x) r.t.N();
			} finally {
				t();
			}
		}
	}
});
function y$1(i, t) {
	return new l(i, t);
}
function w$1(i) {
	for (var t = i.s; void 0 !== t; t = t.n) if (t.S.i !== t.i || !t.S.h() || t.S.i !== t.i) return !0;
	return !1;
}
function b$1(i) {
	for (var t = i.s; void 0 !== t; t = t.n) {
		var r = t.S.n;
		if (void 0 !== r) t.r = r;
		t.S.n = t;
		t.i = -1;
		if (void 0 === t.n) {
			i.s = t;
			break;
		}
	}
}
function _(i) {
	var t = i.s, r = void 0;
	while (void 0 !== t) {
		var n = t.p;
		if (-1 === t.i) {
			t.S.U(t);
			if (void 0 !== n) n.n = t.n;
			if (void 0 !== t.n) t.n.p = n;
		} else r = t;
		t.S.n = t.r;
		if (void 0 !== t.r) t.r = void 0;
		t = n;
	}
	i.s = r;
}
function j(i, t) {
	l.call(this, void 0, t);
	this.x = i;
	this.s = void 0;
	this.g = a$1 - 1;
	this.f = 4;
}
j.prototype = new l();
j.prototype.h = function() {
	this.f &= -3;
	if (1 & this.f) return !1;
	if (32 == (36 & this.f)) return !0;
	this.f &= -5;
	if (this.g === a$1) return !0;
	this.g = a$1;
	this.f |= 1;
	if (this.i > 0 && !w$1(this)) {
		this.f &= -2;
		return !0;
	}
	var i = o$1;
	try {
		b$1(this);
		o$1 = this;
		var t = this.x();
		if (16 & this.f || this.v !== t || 0 === this.i) {
			this.v = t;
			this.f &= -17;
			this.i++;
		}
	} catch (i) {
		this.v = i;
		this.f |= 16;
		this.i++;
	}
	o$1 = i;
	_(this);
	this.f &= -2;
	return !0;
};
j.prototype.S = function(i) {
	if (void 0 === this.t) {
		this.f |= 36;
		for (var t = this.s; void 0 !== t; t = t.n) t.S.S(t);
	}
	l.prototype.S.call(this, i);
};
j.prototype.U = function(i) {
	if (void 0 !== this.t) {
		l.prototype.U.call(this, i);
		if (void 0 === this.t) {
			this.f &= -33;
			for (var t = this.s; void 0 !== t; t = t.n) t.S.U(t);
		}
	}
};
j.prototype.N = function() {
	if (!(2 & this.f)) {
		this.f |= 6;
		for (var i = this.t; void 0 !== i; i = i.x) i.t.N();
	}
};
Object.defineProperty(j.prototype, "value", { get: function() {
	if (1 & this.f) throw new Error("Cycle detected");
	var i = d$1(this);
	this.h();
	if (void 0 !== i) i.i = this.i;
	if (16 & this.f) throw this.v;
	return this.v;
} });
function O(i, t) {
	return new j(i, t);
}
function p$1(i) {
	var r = i.j;
	i.j = void 0;
	if ("function" == typeof r) {
		v++;
		var n = o$1;
		o$1 = void 0;
		try {
			r();
		} catch (t) {
			i.f &= -2;
			i.f |= 8;
			g$1(i);
			throw t;
		} finally {
			o$1 = n;
			t();
		}
	}
}
function g$1(i) {
	for (var t = i.s; void 0 !== t; t = t.n) t.S.U(t);
	i.x = void 0;
	i.s = void 0;
	p$1(i);
}
function S(i) {
	if (o$1 !== this) throw new Error("Out-of-order effect");
	_(this);
	o$1 = i;
	this.f &= -2;
	try {
		if (8 & this.f) g$1(this);
	} finally {
		t();
	}
}
function m$1(i, t) {
	this.x = i;
	this.j = void 0;
	this.s = void 0;
	this.u = void 0;
	this.f = 32;
	this.name = null == t ? void 0 : t.name;
	if (n) n.push(this);
}
m$1.prototype.c = function() {
	var i = this.S();
	try {
		if (8 & this.f) return;
		if (void 0 === this.x) return;
		var t = this.x();
		if ("function" == typeof t) this.j = t;
	} finally {
		i();
	}
};
m$1.prototype.S = function() {
	if (1 & this.f) throw new Error("Cycle detected");
	this.f |= 1;
	this.f &= -9;
	p$1(this);
	b$1(this);
	v++;
	var i = o$1;
	o$1 = this;
	return S.bind(this, i);
};
m$1.prototype.N = function() {
	if (!(2 & this.f)) {
		this.f |= 2;
		this.u = h$1;
		h$1 = this;
	}
};
m$1.prototype.d = function() {
	this.f |= 8;
	if (!(1 & this.f)) g$1(this);
};
m$1.prototype.dispose = function() {
	this.d();
};
function x(i, t) {
	var r = new m$1(i, t);
	try {
		r.c();
	} catch (i) {
		r.d();
		throw i;
	}
	var n = r.d.bind(r);
	n[Symbol.dispose] = n;
	return n;
}
var h;
var p;
var m = "undefined" != typeof window && !!window.__PREACT_SIGNALS_DEVTOOLS__;
var g = [];
x(function() {
	h = this.N;
})();
function b(i, n) {
	n$1[i] = n.bind(null, n$1[i] || function() {});
}
function y(i) {
	if (p) {
		var n = p;
		p = void 0;
		n();
	}
	p = i && i.S();
}
function w(i) {
	var n = this, r = i.data, t = useSignal(r);
	t.name = "ReactiveDom";
	t.value = r;
	var e = w$2(function() {
		var i = n, r = n.__v;
		while (r = r.__) if (r.__c) {
			r.__c.__$f |= 4;
			break;
		}
		var o = O(function() {
			var i = t.value.value;
			return 0 === i ? 0 : !0 === i ? "" : i || "";
		}), e = O(function() {
			return !Array.isArray(o.value) && !r$2(o.value);
		}), u = x(function() {
			this.N = M;
			if (e.value) {
				var n = o.value;
				if (i.__v && i.__v.__e && 3 === i.__v.__e.nodeType) i.__v.__e.data = n;
			}
		}), c = n.__$u.d;
		n.__$u.d = function() {
			u();
			c.call(this);
		};
		return [e, o];
	}, []), u = e[0], c = e[1];
	return u.value ? c.peek() : c.value;
}
w.displayName = "ReactiveTextNode";
Object.defineProperties(l.prototype, {
	constructor: {
		configurable: !0,
		value: k$2($, null).constructor
	},
	type: {
		configurable: !0,
		value: w
	},
	props: {
		configurable: !0,
		get: function() {
			var i = this;
			return { data: { get value() {
				return i.value;
			} } };
		}
	},
	__b: {
		configurable: !0,
		value: 1
	}
});
b("__b", function(i, n) {
	y();
	if ("string" == typeof n.type) {
		var r, t = n.props;
		for (var f in t) if ("children" !== f) {
			var o = t[f];
			if (o instanceof l) {
				if (!r) n.__np = r = {};
				r[f] = o;
				t[f] = o.peek();
			}
		}
	}
	i(n);
});
b("__r", function(i, r) {
	i(r);
	if (r.type !== $) {
		y();
		var t, f = r.__c;
		if (f) {
			f.__$f &= -2;
			if (void 0 === (t = f.__$u)) f.__$u = t = function(i, n) {
				var r;
				x(function() {
					r = this;
				}, { name: n });
				r.c = i;
				return r;
			}(function(i) {
				return function() {
					var n;
					if (m) null == (n = this.y) || n.call(this);
					i.__$f |= 1;
					i.setState({});
				};
			}(f), "function" == typeof r.type ? r.type.displayName || r.type.name : "");
		}
		y(t);
	}
});
b("__e", function(i, n, r, t) {
	y();
	i(n, r, t);
});
b("diffed", function(i, n) {
	y();
	var r;
	if ("string" == typeof n.type && (r = n.__e)) {
		var t = n.__np, f = n.props, o = r.U;
		if (o) for (var e in o) {
			var u = o[e];
			if (!(void 0 === u || t && e in t)) {
				u.d();
				o[e] = void 0;
			}
		}
		if (t) {
			if (!o) {
				o = {};
				r.U = o;
			}
			for (var a in t) {
				var c = o[a], v = t[a];
				if (void 0 === c) {
					c = k(r, a, v, f);
					o[a] = c;
				} else c.o(v, f);
			}
		}
	}
	i(n);
});
function k(i, n, r, t) {
	var f = n in i && void 0 === i.ownerSVGElement, o = y$1(r);
	return {
		o: function(i, n) {
			o.value = i;
			t = n;
		},
		d: x(function() {
			this.N = M;
			var r = o.value.value;
			if (t[n] !== r) {
				t[n] = r;
				if (f) i[n] = r;
				else if (null != r && (!1 !== r || "-" === n[4])) i.setAttribute(n, r);
				else i.removeAttribute(n);
			}
		})
	};
}
b("unmount", function(i, n) {
	if ("string" == typeof n.type) {
		var r = n.__e;
		if (r) {
			var t = r.U;
			if (t) {
				r.U = void 0;
				for (var f in t) {
					var o = t[f];
					if (o) o.d();
				}
			}
		}
		var e = n.__np;
		if (e) {
			var u = n.props;
			for (var a in e) u[a] = e[a];
		}
		n.__np = void 0;
	} else {
		var c = n.__c;
		if (c) {
			c.__$f |= 8;
			var v = c.__$u;
			if (v) {
				c.__$u = void 0;
				v.d();
			}
		}
	}
	i(n);
});
b("__h", function(i, n, r, t) {
	if (t < 3) n.__$f |= 2;
	i(n, r, t);
});
x$1.prototype.shouldComponentUpdate = function(i, n) {
	if (this.__R) return !0;
	var r = this.__$u, t = r && void 0 !== r.s;
	for (var f in n) return !0;
	if (this.__f || "boolean" == typeof this.u && !0 === this.u) {
		var o = 2 & this.__$f;
		if (!(t || o || 4 & this.__$f)) return !0;
		if (1 & this.__$f) return !0;
	} else {
		if (!(t || 4 & this.__$f)) return !0;
		if (3 & this.__$f) return !0;
	}
	for (var e in i) if ("__source" !== e && i[e] !== this.props[e]) return !0;
	for (var u in this.props) if (!(u in i)) return !0;
	return !1;
};
function useSignal(i, n) {
	return w$2(function() {
		return y$1(i, n);
	}, []);
}
var A = function(i) {
	queueMicrotask(function() {
		queueMicrotask(i);
	});
};
function F() {
	r(function() {
		var i;
		while (i = g.shift()) h.call(i);
	});
}
function M() {
	if (1 === g.push(this)) (n$1.requestAnimationFrame || A)(F);
}
var OFF = "posture-keys-off";
var layers = [];
var waitingForPlace = false;
var keysAreOn = y$1(typeof localStorage === "undefined" || localStorage.getItem(OFF) === null);
/** Keep in this browser whether keys of one letter work. */
function switchKeys(on) {
	keysAreOn.value = on;
	if (on) localStorage.removeItem(OFF);
	else localStorage.setItem(OFF, "1");
}
function typing(target) {
	return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
/** Add keys for as long as something is shown; return what removes them. */
function addKeys(keys) {
	layers.push(keys);
	return () => {
		layers.splice(layers.indexOf(keys), 1);
	};
}
function allKeys() {
	const found = /* @__PURE__ */ new Map();
	for (const keys of layers) for (const [key, one] of Object.entries(keys)) found.set(key, one.what);
	return [...found];
}
function listen() {
	document.addEventListener("keydown", (event) => {
		if (!keysAreOn.peek() && event.key.length === 1) return;
		if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
		if (document.querySelector("dialog[open]")) return;
		if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
		const pressed = waitingForPlace ? `g ${event.key}` : event.key;
		waitingForPlace = !waitingForPlace && event.key === "g";
		for (const keys of [...layers].reverse()) {
			const found = keys[pressed];
			if (found) {
				event.preventDefault();
				found.run();
				return;
			}
		}
	});
}
var MOST_UNUSED = 60;
var entries = /* @__PURE__ */ new Map();
/** Read an address while the component is shown, unless it is null; what events keep up to date is read once. */
function useRead(url, { once = false } = {}) {
	const entry = w$2(() => url === null ? null : entryOf(url), [url]);
	A$1(() => {
		if (url === null || entry === null) return;
		entry.users += 1;
		if (!once || !entry.known) refresh(url);
		return () => {
			entry.users -= 1;
			if (entry.users === 0) {
				entry.abort?.abort();
				entry.abort = null;
				entry.state.value = {
					...entry.state.peek(),
					loading: false
				};
			}
		};
	}, [url, entry]);
	return entry?.state.value ?? {
		data: null,
		error: null,
		loading: false
	};
}
/** Put newer data in place, which an event or another response brought. */
function put(url, data) {
	const entry = entryOf(url);
	entry.abort?.abort();
	entry.abort = null;
	entry.state.value = {
		data,
		error: null,
		loading: false
	};
	entry.known = true;
}
/** Change what is known of the addresses that start with a prefix, as an event says. */
function changeKnown(prefix, change) {
	for (const [url, entry] of entries) {
		const now = entry.state.peek();
		if (!url.startsWith(prefix)) continue;
		entry.again ||= entry.abort !== null;
		if (now.data !== null) entry.state.value = {
			...now,
			data: change(now.data)
		};
	}
}
/** Return the addresses that were read and start with a prefix. */
function addressesFrom(prefix) {
	return [...entries.keys()].filter((url) => url.startsWith(prefix));
}
/** Read again whatever is shown now and starts with one of these addresses. */
function invalidate(...prefixes) {
	for (const [url, entry] of entries) if (prefixes.some((prefix) => url.startsWith(prefix))) {
		if (entry.users > 0) {
			entry.again ||= entry.abort !== null;
			refresh(url);
		} else {
			entry.known = false;
			entry.state.value = {
				data: null,
				error: null,
				loading: true
			};
		}
	}
}
/** Read again whatever is shown now. */
function readAllAgain() {
	invalidate("");
}
/** Forget everything, for another person. */
function forgetReadings() {
	for (const entry of entries.values()) entry.abort?.abort();
	entries.clear();
}
function entryOf(url) {
	const known = entries.get(url);
	if (known) return known;
	for (const [old, entry] of entries) {
		if (entries.size < MOST_UNUSED) break;
		if (entry.users === 0) entries.delete(old);
	}
	const made = {
		state: y$1({
			data: null,
			error: null,
			loading: true
		}),
		users: 0,
		abort: null,
		again: false,
		known: false
	};
	entries.set(url, made);
	return made;
}
async function refresh(url) {
	const entry = entryOf(url);
	if (entry.abort) return;
	const abort = new AbortController();
	entry.abort = abort;
	entry.again = false;
	entry.state.value = {
		...entry.state.peek(),
		loading: true
	};
	try {
		const data = await read(url, abort.signal);
		entry.state.value = {
			data,
			error: null,
			loading: false
		};
		entry.known = true;
	} catch (error) {
		if (error instanceof ApiError) entry.state.value = {
			data: entry.state.peek().data,
			error,
			loading: false
		};
		else if (!abort.signal.aborted) throw error;
	} finally {
		if (entry.abort === abort) {
			entry.abort = null;
			if (entry.again && entry.users > 0) refresh(url);
		}
	}
}
var AGAIN_MS = 2e3;
var LONGEST_MS = 6e4;
var TOGETHER_MS = 500;
var CHANNEL = "posture-events";
var RUNS = `${BASE}/cloud-posture-runs`;
var SHOWN_BY = {
	runs: [`${RUNS}?`],
	findings: [`${BASE}/findings`, `${BASE}/frameworks/`],
	suppressions: [`${BASE}/suppressions`],
	integrations: [`${BASE}/integrations`],
	webhooks: [`${BASE}/webhooks`],
	deliveries: [`${BASE}/webhooks/`],
	reports: [`${BASE}/reports`],
	trusts: [`${BASE}/trusts`]
};
var last$1 = "";
var placed = null;
var sent = /* @__PURE__ */ new Set();
/** Listen to what changes after an event until the function that is returned is called; of several tabs one has the stream. */
function listenFrom(eventId) {
	last$1 = eventId;
	let stop = join();
	const away = () => stop();
	const back = (event) => {
		if (event.persisted) {
			stop = join();
			readAllAgain();
		}
	};
	addEventListener("pagehide", away);
	addEventListener("pageshow", back);
	return () => {
		removeEventListener("pagehide", away);
		removeEventListener("pageshow", back);
		stop();
	};
}
function join() {
	const ended = new AbortController();
	const channel = new BroadcastChannel(CHANNEL);
	channel.onmessage = (event) => show(event.data);
	const hear = (heard) => {
		show(heard);
		channel.postMessage(heard);
	};
	const hold = () => new Promise((resolve) => {
		ended.signal.addEventListener("abort", () => resolve());
		stream(hear, ended.signal);
	});
	if (navigator.locks) navigator.locks.request(CHANNEL, { signal: ended.signal }, hold).catch(() => {});
	else hold();
	return () => {
		ended.abort();
		channel.close();
	};
}
function stream(hear, ended, waitMs = AGAIN_MS) {
	let nextMs = waitMs;
	if (ended.aborted) return;
	const source = new EventSource(address$1("/events", { after: last$1 }));
	ended.addEventListener("abort", () => source.close());
	for (const kind of [
		"start",
		"run",
		"changed"
	]) source.addEventListener(kind, (event) => hear({
		id: event.lastEventId,
		kind,
		data: JSON.parse(event.data)
	}));
	source.addEventListener("start", () => {
		nextMs = AGAIN_MS;
	});
	source.addEventListener("error", () => {
		if (source.readyState === EventSource.CLOSED && !ended.aborted) {
			readAllAgain();
			setTimeout(() => stream(hear, ended, Math.min(2 * nextMs, LONGEST_MS)), nextMs);
		}
	});
}
function show(heard) {
	last$1 = heard.id;
	if (heard.kind === "run") {
		sent?.add(heard.data.id);
		placed = place(heard.data) && placed !== false;
		return;
	}
	if (heard.kind === "start") {
		sent = /* @__PURE__ */ new Set();
		return;
	}
	const { resources } = heard.data;
	const stale = resources.flatMap((name) => SHOWN_BY[name] ?? []);
	if (!resources.includes("runs")) readSoon(stale);
	else if (sent !== null) {
		const known = sent;
		readSoon([...stale, ...addressesFrom(`${RUNS}/`).filter((url) => !known.has(idIn(url)))]);
	} else if (placed === null) readSoon([...stale, RUNS]);
	else readSoon(stale.filter((one) => one !== `${RUNS}?` || !placed));
	sent = null;
	placed = null;
}
function idIn(url) {
	return url.slice(RUNS.length + 1).split(/[/?]/)[0] ?? "";
}
/** Show a run where it is shown; return whether every list has it, where it belongs. */
function place(run) {
	put(runAddress(run.id), run);
	readSoon([`${RUNS}/${run.id}/${run.status === "running" ? "timeline" : ""}`]);
	let everywhere = true;
	changeKnown(`${RUNS}?`, (known) => {
		const page = known;
		const before = page.data.find((one) => one.id === run.id);
		everywhere &&= before?.status === run.status;
		return before ? {
			...page,
			data: page.data.map((one) => one.id === run.id ? run : one)
		} : page;
	});
	return everywhere;
}
var stale = /* @__PURE__ */ new Set();
var pending = false;
/** What is shown is read again at most once in a while, however many events arrive. */
function readSoon(prefixes) {
	for (const one of prefixes) stale.add(one);
	if (stale.size && !pending) {
		pending = true;
		setTimeout(() => {
			pending = false;
			const now = [...stale];
			stale.clear();
			invalidate(...now);
		}, TOGETHER_MS);
	}
}
var ROOT = "/console";
var here = y$1(address());
function address() {
	return typeof location === "undefined" ? "/" : location.pathname.slice(8) + location.search;
}
var path = O(() => here.value.split("?")[0] || "/");
var search = O(() => new URLSearchParams(here.value.split("?")[1] ?? ""));
/** Go to an address of the console; `replace` leaves no step for the Back button. */
function go(to, how = "push") {
	if (to === here.value) return;
	history[how === "push" ? "pushState" : "replaceState"](null, "", ROOT + to);
	const moved = to.split("?")[0] !== path.value;
	here.value = to;
	if (moved && typeof scrollTo !== "undefined") scrollTo(0, 0);
}
/** Return this address with other parameters; null removes one, unknown ones stay. */
function withParameters(changes, at = here.value) {
	const [place = "/", text = ""] = at.split("?");
	const parameters = new URLSearchParams(text);
	for (const [name, value] of Object.entries(changes)) if (value === null || value === "") parameters.delete(name);
	else parameters.set(name, value);
	const query = parameters.toString();
	return query ? `${place}?${query}` : place;
}
/** Return the values of a pattern such as `/runs/:id` in a path, or null where it does not fit. */
function match(pattern, at) {
	const wanted = pattern.split("/");
	const found = at.replace(/\/$/, "").split("/");
	if (wanted.length !== found.length) return null;
	const values = {};
	for (const [index, part] of wanted.entries()) {
		const text = found[index] ?? "";
		if (part.startsWith(":")) values[part.slice(1)] = decode(text);
		else if (part !== text) return null;
	}
	return values;
}
function decode(text) {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
/** Let links to pages of the console change the page without loading it again. */
function followLinks() {
	addEventListener("popstate", () => {
		here.value = address();
	});
	document.addEventListener("click", (event) => {
		const link = event.target.closest("a");
		const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
		if (!link || !plain || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
		if (link.hash && link.pathname === location.pathname && link.search === location.search) return;
		if (link.pathname.startsWith(`/console/`)) {
			event.preventDefault();
			go(link.pathname.slice(8) + link.search);
		}
	});
}
var SECONDS = 12;
var last = 0;
var toasts = y$1([]);
/** Take back the last thing that can be taken back. */
function undoLast() {
	toasts.peek().findLast((one) => one.undo)?.undo?.();
}
/** Copy a text; the browser may refuse. */
async function copied(text) {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	} catch {
		say("The browser does not let this page copy.");
		return false;
	}
}
/** Forget the news, and how to undo it, for another person. */
function forgetToasts() {
	toasts.value = [];
}
function say(text, undo = null) {
	last += 1;
	const id = last;
	const away = () => {
		toasts.value = toasts.peek().filter((one) => one.id !== id);
	};
	const back = undo && (() => {
		away();
		undo().catch((error) => say(`That could not be taken back. ${error.message}`));
	});
	toasts.value = [...toasts.peek(), {
		id,
		text,
		undo: back
	}];
	setTimeout(away, SECONDS * 1e3);
}
var f = Symbol.for("pv");
var o = 0;
Array.isArray;
function a(t, e, n, u, a, i) {
	e || (e = {});
	var c, l, p = e;
	if ("ref" in p && "function" != typeof t) for (l in p = {}, e) "ref" == l ? c = e[l] : p[l] = e[l];
	var s = {
		type: t,
		props: p,
		key: n,
		ref: c,
		__k: null,
		__: null,
		__b: 0,
		__e: null,
		__c: null,
		constructor: f,
		__v: --o,
		__i: -1,
		__u: 0
	};
	return (a || i) && (s.__source = a, s.__self = i), n$1.vnode && n$1.vnode(s), s;
}
function Link({ to, class: name, children }) {
	return /* @__PURE__ */ a("a", {
		href: ROOT + to,
		class: name,
		children
	});
}
/** Name the page in the tab and in the history of the browser, at the same time as it is drawn. */
function useTitle(text) {
	F$1(() => {
		document.title = `${text} · posture`;
	}, [text]);
}
/** A time as a duration from now, or as it is, where the order and the distance of several count. */
function Time({ at, exact }) {
	return at === null ? /* @__PURE__ */ a("span", { children: "–" }) : /* @__PURE__ */ a("time", {
		dateTime: at,
		title: at.replace("T", " "),
		children: exact ? `${at.slice(0, 19).replace("T", " ")} UTC` : ago(at)
	});
}
function SeverityMark({ severity, short }) {
	return /* @__PURE__ */ a("span", {
		class: `mark ${severity} ${short ? "" : "wide"}`,
		title: short ? capital(severity) : void 0,
		children: short ? /* @__PURE__ */ a("span", {
			class: "unseen",
			children: severity
		}) : capital(severity)
	});
}
function Badge({ tone, children, title }) {
	return /* @__PURE__ */ a("span", {
		class: `badge ${tone}`,
		title,
		children
	});
}
function Card({ title, aside, children, class: name = "" }) {
	return /* @__PURE__ */ a("section", {
		class: `card ${name}`,
		children: [title === void 0 ? null : /* @__PURE__ */ a("header", { children: [/* @__PURE__ */ a("h2", { children: title }), aside] }), children]
	});
}
/** A text of the server, with its commands as such. */
function Marked({ text }) {
	return /* @__PURE__ */ a($, { children: visible(text).split("`").map((part, index) => index % 2 ? /* @__PURE__ */ a("code", { children: part }, index) : part) });
}
/** What is said where a list is empty, with what to do next. */
function Empty({ title, children }) {
	return /* @__PURE__ */ a("div", {
		class: "empty",
		children: [/* @__PURE__ */ a("p", {
			class: "strong",
			children: title
		}), children === void 0 ? null : /* @__PURE__ */ a("p", { children })]
	});
}
function Waiting({ what }) {
	return /* @__PURE__ */ a("p", {
		class: "waiting",
		role: "status",
		children: [
			"Reading ",
			what,
			" …"
		]
	});
}
var ADVICE = {
	offline: "It is read again as soon as the network is back.",
	rate_limited: "Too many requests were sent.",
	missing_scope: "Sign in with a token that has it, or ask the person who made this one.",
	precondition_failed: "It was changed meanwhile. What is shown now is the newest.",
	framework_not_found: "This server does not know it.",
	runs_not_comparable: "Choose two runs of one account.",
	run_without_result: "A run that failed, was cancelled or only verified the connection has no findings to compare.",
	unavailable: "The database is busy or away. Try again in a moment.",
	run_not_found: "It may belong to another tenant, or it is older than this server keeps runs.",
	finding_not_found: "It may belong to another tenant, or it is older than this server keeps findings.",
	not_found: "There is nothing at this address."
};
/** What went wrong and what to do; null for `onAgain` where the button that was pressed is still there. */
function Problem({ error, onAgain = readAllAgain }) {
	const forbidden = error.status === 403;
	const passing = error.status === 0 || error.status === 429 || error.status >= 500;
	const wait = error.retryAfterSeconds;
	return /* @__PURE__ */ a("div", {
		class: `problem ${forbidden ? "forbidden" : ""}`,
		role: "alert",
		children: [
			/* @__PURE__ */ a("p", {
				class: "strong",
				children: forbidden ? "Your token may not see this" : error.status === 0 ? "Offline" : capital(error.slug)
			}),
			/* @__PURE__ */ a("p", { children: [
				/* @__PURE__ */ a(Marked, { text: error.detail }),
				" ",
				ADVICE[error.slug] ?? (error.status >= 500 ? "Try again in a moment." : ""),
				wait && passing ? ` Wait ${duration(wait * 1e3)}.` : ""
			] }),
			passing && onAgain ? /* @__PURE__ */ a("button", {
				type: "button",
				class: "small",
				onClick: onAgain,
				children: "Try again"
			}) : null
		]
	});
}
function Copy({ text, label }) {
	const [done, setDone] = d$2(false);
	return /* @__PURE__ */ a("button", {
		type: "button",
		class: "small",
		onClick: () => {
			copied(text).then(setDone);
		},
		children: done ? "Copied" : label
	});
}
function Numeral({ value, label, tone = "" }) {
	return /* @__PURE__ */ a("div", {
		class: `number ${tone}`,
		children: [/* @__PURE__ */ a("strong", { children: typeof value === "number" ? count(value) : value }), /* @__PURE__ */ a("span", { children: label })]
	});
}
/** A bar that shows a share; the text beside it says the same. */
function Bar({ share, tone }) {
	return /* @__PURE__ */ a("span", {
		class: "bar",
		"aria-hidden": "true",
		children: /* @__PURE__ */ a("span", {
			class: tone,
			style: { width: `${Math.max(0, Math.min(1, share)) * 100}%` }
		})
	});
}
function Sheet({ title, onClose, children }) {
	const dialog = T(null);
	A$1(() => {
		const opener = document.activeElement;
		dialog.current?.showModal();
		return () => focusAgain(opener);
	}, []);
	return /* @__PURE__ */ a("dialog", {
		ref: dialog,
		onClose,
		"aria-label": title,
		children: [/* @__PURE__ */ a("header", { children: [/* @__PURE__ */ a("h2", { children: title }), /* @__PURE__ */ a("button", {
			type: "button",
			class: "plain",
			"aria-label": "Close",
			onClick: () => dialog.current?.close(),
			children: "✕"
		})] }), children]
	});
}
/** Put the focus of the keyboard back to where something was opened, when it is gone. */
function focusAgain(opener) {
	if (opener instanceof HTMLElement && opener.isConnected && document.activeElement === document.body) opener.focus({ preventScroll: true });
}
function Toasts() {
	return /* @__PURE__ */ a("div", {
		class: "toasts",
		role: "status",
		"aria-live": "polite",
		children: toasts.value.map((one) => /* @__PURE__ */ a("div", {
			class: "toast",
			children: [/* @__PURE__ */ a("span", { children: one.text }), one.undo ? /* @__PURE__ */ a("button", {
				type: "button",
				class: "small",
				onClick: () => one.undo?.(),
				children: "Undo"
			}) : null]
		}, one.id))
	});
}
/** A filter in the address; without a value it does not filter. */
function Choice({ name, label, options, none = "all" }) {
	const chosen = search.value.get(name) ?? "";
	const choose = (event) => {
		go(withParameters({ [name]: event.target.value }), "replace");
	};
	const pairs = options.map((one) => typeof one === "string" ? [one, one] : one);
	const known = chosen === "" || pairs.some(([value]) => value === chosen);
	return /* @__PURE__ */ a("label", { children: [label, /* @__PURE__ */ a("select", {
		value: chosen,
		onChange: choose,
		children: [
			/* @__PURE__ */ a("option", {
				value: "",
				children: none
			}),
			known ? null : /* @__PURE__ */ a("option", {
				value: chosen,
				children: chosen
			}),
			pairs.map(([value, text]) => /* @__PURE__ */ a("option", {
				value,
				children: text
			}, value))
		]
	})] });
}
/** The names of the connected accounts; another address than that of the page that lists these. */
var NAMES = address$1("/integrations");
var who = y$1({ kind: "asking" });
onSignedOut.call = () => {
	if (who.peek().kind === "person") leave("Your session has ended. Sign in again to go on where you were.");
};
var LINK = "#token=";
var THIS_MACHINE = [
	"127.0.0.1",
	"localhost",
	"[::1]"
];
/** Return the token of a link that signs in: only a server on this machine has such links. */
function tokenOf(fragment, host) {
	return fragment.startsWith(LINK) && THIS_MACHINE.includes(host) ? fragment.slice(7) : null;
}
async function ask() {
	const token = tokenOf(location.hash, location.hostname);
	if (location.hash.startsWith(LINK)) history.replaceState(null, "", location.pathname + location.search);
	if (token) {
		await signIn(token).catch((error) => {
			who.value = {
				kind: "nobody",
				why: error.message
			};
		});
		return;
	}
	try {
		enter(await read(address$1("/session")));
	} catch (error) {
		const found = error;
		who.value = found.isSignedOut ? {
			kind: "nobody",
			why: ""
		} : {
			kind: "failed",
			error: found
		};
	}
}
async function signIn(token) {
	enter(await change("POST", "/session", { token }));
}
/** The names of the accounts come with the session, so that no page has to read them. */
function enter(session) {
	if (session.integration_names !== null) put(NAMES, { data: session.integration_names });
	who.value = {
		kind: "person",
		session
	};
}
async function signOut() {
	try {
		await change("DELETE", "/session");
	} catch (error) {
		if (!(error instanceof ApiError && error.isSignedOut)) {
			say(`You are still signed in. ${error.message}`);
			return;
		}
	}
	leave("You are signed out.");
}
/** Whether the token may do something; the server decides again at each request. */
function may(scope) {
	const now = who.value;
	return now.kind === "person" && now.session.scopes.includes(scope);
}
function leave(why) {
	forgetAll();
	forgetReadings();
	forgetToasts();
	who.value = {
		kind: "nobody",
		why
	};
}
var REFUSALS = {
	invalid_token: "This token is unknown or revoked.",
	expired_token: "This token has expired. Make a new one with `posture token create`.",
	ip_not_allowed: "This token may not be used from your address.",
	https_required: "Sign in over HTTPS. Without it, only a browser on the server's own machine may.",
	cross_site_request: "The browser says that another site sent this. Open the console in a tab of its own.",
	not_found: "This server has no console."
};
var SENT_BACK = {
	denied: "The identity provider did not let you sign in, or you cancelled there. Try again, or use a token.",
	refused: "You signed in with the identity provider, but this server does not let you in. Its administrators find the reason in the audit log.",
	expired: "The sign-in was not finished in time, or in another browser. Try again.",
	unavailable: "The identity provider cannot be reached now. Try again."
};
var SIGN_IN = "sign_in";
var LONGEST_PAGE = 1e3;
var sentBack = "";
/** Take out of the address why a sign-in led back here: the page is another one after the next sign-in. */
function takeSentBack() {
	const why = search.value.get(SIGN_IN);
	if (why !== null) {
		sentBack = SENT_BACK[why] ?? "";
		go(withParameters({ [SIGN_IN]: null }), "replace");
	}
}
var START = address$1("/session/oidc/start");
/** Return the address that begins a sign-in and ends at this page. */
function startAddress(page, query) {
	const parameters = new URLSearchParams(query);
	const whole = parameters.size ? `${page}?${parameters}` : page;
	return `${START}?${new URLSearchParams({ page: whole.length > LONGEST_PAGE ? page : whole })}`;
}
function refusal(error) {
	if (error.slug === "rate_limited") return `Too many attempts from your address. Try again in ${duration((error.retryAfterSeconds ?? 5) * 1e3)}.`;
	return REFUSALS[error.slug] ?? error.message;
}
function SignIn({ why }) {
	useTitle("Sign in");
	const [error, setError] = d$2("");
	const [busy, setBusy] = d$2(false);
	const [provider, setProvider] = d$2(null);
	A$1(() => {
		read(address$1("/session/oidc")).then((found) => setProvider(found.name), () => setProvider(null));
	}, []);
	const submit = async (event) => {
		event.preventDefault();
		const form = event.currentTarget;
		const token = String(new FormData(form).get("token")).trim();
		sentBack = "";
		setBusy(true);
		setError("");
		try {
			await signIn(token);
		} catch (found) {
			form.reset();
			setError(found instanceof ApiError ? refusal(found) : String(found));
			setBusy(false);
		}
	};
	return /* @__PURE__ */ a("main", {
		class: "door",
		children: /* @__PURE__ */ a("form", {
			class: "card",
			onSubmit: submit,
			children: [
				/* @__PURE__ */ a("h1", { children: "posture" }),
				/* @__PURE__ */ a("p", { children: "Is our cloud still safe after this apply?" }),
				why ? /* @__PURE__ */ a("p", {
					class: "note",
					children: why
				}) : null,
				sentBack ? /* @__PURE__ */ a("p", {
					class: "refused",
					role: "alert",
					children: sentBack
				}) : null,
				provider ? /* @__PURE__ */ a("p", { children: /* @__PURE__ */ a("a", {
					class: "button primary",
					href: startAddress(location.pathname, location.search),
					children: ["Sign in with ", provider]
				}) }) : null,
				/* @__PURE__ */ a("label", { children: ["Token", /* @__PURE__ */ a("input", {
					name: "token",
					type: "password",
					autocomplete: "current-password",
					required: true,
					autofocus: true,
					maxLength: 512,
					"aria-describedby": "about-token"
				})] }),
				/* @__PURE__ */ a("p", {
					id: "about-token",
					class: "soft",
					children: "A token of your tenant. What it may do, you may do; it is not stored in this browser."
				}),
				error ? /* @__PURE__ */ a("p", {
					class: "refused",
					role: "alert",
					children: error
				}) : null,
				/* @__PURE__ */ a("button", {
					type: "submit",
					class: "primary",
					disabled: busy,
					children: busy ? "Signing in …" : "Sign in"
				}),
				/* @__PURE__ */ a("details", { children: [
					/* @__PURE__ */ a("summary", { children: "Where do I get a token?" }),
					/* @__PURE__ */ a("p", { children: "An administrator of this server makes one:" }),
					/* @__PURE__ */ a("pre", {
						tabIndex: 0,
						children: "posture token create --tenant NAME --name console --scope cloud_posture:read --scope findings:read"
					})
				] })
			]
		})
	});
}
var scriptRel = /* @__PURE__ */ (function detectScriptRel() {
	const relList = typeof document !== "undefined" && document.createElement("link").relList;
	return relList && relList.supports && relList.supports("modulepreload") ? "modulepreload" : "preload";
})();
var assetsURL = function(dep) {
	return "/console/" + dep;
};
var seen = {};
var isCssPreloadUrl = function isCssPreloadUrl(url) {
	return url.pathname.endsWith(".css");
};
var preloadOnce = function preloadOnce(seen, href, preload) {
	if (href in seen) return seen[href];
	const promise = preload();
	if (!promise) {
		seen[href] = void 0;
		return;
	}
	const preloadPromise = promise.then(() => {
		seen[href] = void 0;
	}, (err) => {
		seen[href] = void 0;
		throw err;
	});
	seen[href] = preloadPromise;
	return preloadPromise;
};
var __vitePreload = function preload(baseModule, deps, importerUrl) {
	let promise = Promise.resolve();
	if (deps && deps.length > 0) {
		let preloadedHrefs;
		const cspNonceMeta = document.querySelector("meta[property=csp-nonce]");
		const cspNonce = cspNonceMeta?.nonce || cspNonceMeta?.getAttribute("nonce");
		function allSettled(promises) {
			return Promise.all(promises.map((p) => Promise.resolve(p).then((value) => ({
				status: "fulfilled",
				value
			}), (reason) => ({
				status: "rejected",
				reason
			}))));
		}
		function importMetaResolve(specifier) {
			if (import.meta.resolve) return new URL(import.meta.resolve(specifier));
			return new URL(
				specifier,
				/** #__KEEP__ */
				import.meta.url
			);
		}
		promise = allSettled(deps.map((depString) => {
			depString = assetsURL(depString, importerUrl);
			const dep = importMetaResolve(depString);
			const isCss = isCssPreloadUrl(dep);
			return preloadOnce(seen, dep.href, () => {
				if (preloadedHrefs === void 0) {
					preloadedHrefs = {
						all: /* @__PURE__ */ new Set(),
						styles: /* @__PURE__ */ new Set()
					};
					const links = document.getElementsByTagName("link");
					for (let i = links.length - 1; i >= 0; i--) {
						const link = links[i];
						preloadedHrefs.all.add(link.href);
						if (link.rel === "stylesheet") preloadedHrefs.styles.add(link.href);
					}
				}
				if ((isCss ? preloadedHrefs.styles : preloadedHrefs.all).has(dep.href)) return;
				const link = document.createElement("link");
				link.rel = isCss ? "stylesheet" : scriptRel;
				if (!isCss) link.as = "script";
				link.crossOrigin = "";
				link.href = dep.href;
				if (cspNonce) link.setAttribute("nonce", cspNonce);
				document.head.appendChild(link);
				if (isCss) return new Promise((res, rej) => {
					const handleSettle = (e) => {
						link.removeEventListener("load", handleSettle);
						link.removeEventListener("error", handleSettle);
						if (e.type === "error") rej(/* @__PURE__ */ new Error(`Unable to preload CSS for ${dep}`));
						else res(e);
					};
					link.addEventListener("load", handleSettle);
					link.addEventListener("error", handleSettle);
				});
			});
		}).filter((p) => p !== void 0));
	}
	function handlePreloadError(err) {
		const e = new Event("vite:preloadError", { cancelable: true });
		e.payload = err;
		window.dispatchEvent(e);
		if (!e.defaultPrevented) throw err;
	}
	return promise.then((res) => {
		for (const item of res || []) {
			if (item.status !== "rejected") continue;
			handlePreloadError(item.reason);
		}
		return baseModule().catch(handlePreloadError);
	});
};
var PAGES = [
	["/changes", () => __vitePreload(() => import("./changes.js"), [])],
	["/runs", () => __vitePreload(() => import("./runs.js"), [])],
	["/runs/:id", () => __vitePreload(() => import("./run.js"), [])],
	["/runs/:id/:part", () => __vitePreload(() => import("./run.js"), [])],
	["/findings", () => __vitePreload(() => import("./findings.js"), [])],
	["/findings/:id", () => __vitePreload(() => import("./finding.js"), [])],
	["/suppressions", () => __vitePreload(() => import("./suppressions.js"), [])],
	["/compare/:id", () => __vitePreload(() => import("./compare.js"), [])],
	["/frameworks", () => __vitePreload(() => import("./frameworks.js"), [])],
	["/frameworks/:id", () => __vitePreload(() => import("./frameworks.js"), [])],
	["/integrations/new", () => __vitePreload(() => import("./connect.js"), [])],
	["/integrations", () => __vitePreload(() => import("./integrations.js"), [])],
	["/webhooks", () => __vitePreload(() => import("./webhooks.js"), [])],
	["/webhooks/:id", () => __vitePreload(() => import("./webhooks.js"), [])],
	["/tokens", () => __vitePreload(() => import("./tokens.js"), [])],
	["/trusts", () => __vitePreload(() => import("./trusts.js"), [])],
	["/reports", () => __vitePreload(() => import("./reports.js"), [])],
	["/settings", () => __vitePreload(() => import("./settings.js"), [])],
	["/audit", () => __vitePreload(() => import("./audit.js"), [])]
];
var PLACES = [
	"changes",
	"runs",
	"findings",
	"suppressions",
	"frameworks",
	"reports",
	"integrations",
	"webhooks",
	"tokens",
	"trusts",
	"audit"
];
var loaded = /* @__PURE__ */ new Map();
var OFFLINE = new ApiError(0, "offline", "The server cannot be reached.");
function Shown() {
	const [, again] = d$2(0);
	const [failed, setFailed] = d$2(null);
	A$1(() => {
		const retry = () => setFailed(null);
		addEventListener("online", retry);
		return () => removeEventListener("online", retry);
	}, []);
	for (const [pattern, load] of PAGES) {
		const found = match(pattern, path.value);
		if (found) {
			const Known = loaded.get(load);
			if (Known) return /* @__PURE__ */ a(Known, {
				id: found.id ?? "",
				part: found.part ?? ""
			}, pattern.split("/").slice(0, 3).join("/"));
			if (failed === load) return /* @__PURE__ */ a(Problem, {
				error: OFFLINE,
				onAgain: () => setFailed(null)
			});
			load().then((module) => {
				loaded.set(load, module.default);
				again((number) => number + 1);
			}, () => setFailed(() => load));
			return /* @__PURE__ */ a(Waiting, { what: "the page" });
		}
	}
	return /* @__PURE__ */ a(NoPage, {});
}
function NoPage() {
	useTitle("No such page");
	return /* @__PURE__ */ a("div", {
		class: "empty",
		children: [/* @__PURE__ */ a("h1", { children: "There is no such page" }), /* @__PURE__ */ a("p", { children: /* @__PURE__ */ a(Link, {
			to: "/changes",
			children: "See what changed"
		}) })]
	});
}
function Help({ onClose }) {
	return /* @__PURE__ */ a(Sheet, {
		title: "Keys",
		onClose,
		children: /* @__PURE__ */ a("dl", {
			class: "keys",
			children: allKeys().map(([key, what]) => /* @__PURE__ */ a("div", { children: [/* @__PURE__ */ a("dt", { children: key.split(" ").map((one) => /* @__PURE__ */ a("kbd", { children: one }, one)) }), /* @__PURE__ */ a("dd", { children: what })] }, key))
		})
	});
}
function Shell() {
	const [help, setHelp] = d$2(false);
	const [menu, setMenu] = d$2(false);
	A$1(() => addKeys({
		"?": {
			what: "Show the keys",
			run: () => setHelp(true)
		},
		u: {
			what: "Undo what was just done",
			run: undoLast
		},
		"g c": {
			what: "Go to changes",
			run: () => go("/changes")
		},
		"g r": {
			what: "Go to runs",
			run: () => go("/runs")
		},
		"g f": {
			what: "Go to findings",
			run: () => go("/findings")
		},
		"g s": {
			what: "Go to suppressions",
			run: () => go("/suppressions")
		},
		"g w": {
			what: "Go to frameworks",
			run: () => go("/frameworks")
		},
		"g i": {
			what: "Go to integrations",
			run: () => go("/integrations")
		}
	}), []);
	A$1(() => {
		setMenu(false);
		document.querySelector(".top nav [aria-current]")?.scrollIntoView({
			block: "nearest",
			inline: "center"
		});
	}, [path.value, who.value.kind]);
	const now = who.value;
	const from = now.kind === "person" ? now.session.event_id : null;
	A$1(() => from === null ? void 0 : listenFrom(from), [from]);
	if (now.kind === "failed") return /* @__PURE__ */ a("main", { children: [/* @__PURE__ */ a("h1", { children: "posture" }), /* @__PURE__ */ a(Problem, {
		error: now.error,
		onAgain: () => void ask()
	})] });
	if (now.kind === "asking") return /* @__PURE__ */ a("main", { children: /* @__PURE__ */ a(Waiting, { what: "your session" }) });
	if (now.kind === "nobody") return /* @__PURE__ */ a(SignIn, { why: now.why });
	const { tenant, token, person } = now.session;
	return /* @__PURE__ */ a($, { children: [
		/* @__PURE__ */ a("a", {
			class: "skip",
			href: "#main",
			children: "Skip to the page"
		}),
		/* @__PURE__ */ a("header", {
			class: "top",
			children: [
				/* @__PURE__ */ a(Link, {
					to: "/changes",
					class: "brand",
					children: "posture"
				}),
				/* @__PURE__ */ a("button", {
					type: "button",
					class: "menu",
					"aria-expanded": menu,
					"aria-controls": "places",
					onClick: () => setMenu(!menu),
					children: [
						capital(PLACES.find((place) => path.value.startsWith(`/${place}`)) ?? "Pages"),
						" ",
						/* @__PURE__ */ a("span", {
							"aria-hidden": "true",
							children: "▾"
						})
					]
				}),
				/* @__PURE__ */ a("nav", {
					"aria-label": "Pages",
					id: "places",
					class: menu ? "open" : void 0,
					children: [PLACES.map((place) => /* @__PURE__ */ a("a", {
						href: `/console/${place}`,
						"aria-current": path.value.startsWith(`/${place}`) ? "page" : void 0,
						children: capital(place)
					}, place)), /* @__PURE__ */ a("a", {
						class: "narrow",
						href: "/console/settings",
						"aria-current": path.value === "/settings" ? "page" : void 0,
						children: "Settings"
					})]
				}),
				/* @__PURE__ */ a("div", {
					class: "who",
					children: [
						/* @__PURE__ */ a("a", {
							class: "self",
							href: "/console/settings",
							title: `${person ? "Signed in as" : "Token"} ${token.name}, tenant ${tenant.name}`,
							children: [
								tenant.name,
								" · ",
								token.name
							]
						}),
						/* @__PURE__ */ a("button", {
							type: "button",
							class: "plain",
							onClick: () => setHelp(true),
							"aria-label": "Keys",
							title: "Keys",
							children: "?"
						}),
						/* @__PURE__ */ a("button", {
							type: "button",
							class: "plain",
							onClick: () => void signOut(),
							children: "Sign out"
						})
					]
				})
			]
		}),
		/* @__PURE__ */ a("main", {
			id: "main",
			children: /* @__PURE__ */ a(Shown, {})
		}),
		help ? /* @__PURE__ */ a(Help, { onClose: () => setHelp(false) }) : null,
		/* @__PURE__ */ a(Toasts, {})
	] });
}
takeSentBack();
if (path.value === "/") go("/changes", "replace");
followLinks();
listen();
addEventListener("online", () => who.peek().kind === "failed" ? void ask() : readAllAgain());
ask();
var root = document.getElementById("console");
if (root) Q(/* @__PURE__ */ a(Shell, {}), root);
export { keysAreOn as A, change as B, go as C, put as D, invalidate as E, duration as F, F$1 as G, readSame as H, share as I, $ as J, T as K, shortId as L, capital as M, count as N, useRead as O, counted as P, visible as R, say as S, withParameters as T, runAddress as U, read as V, A$1 as W, Waiting as _, Bar as a, a as b, Copy as c, Marked as d, Numeral as f, Time as g, Sheet as h, Badge as i, switchKeys as j, addKeys as k, Empty as l, SeverityMark as m, may as n, Card as o, Problem as p, d$2 as q, who as r, Choice as s, NAMES as t, Link as u, focusAgain as v, search as w, copied as x, useTitle as y, address$1 as z };
