//! Maps and sets that are data: look-ups by key, and loops over what they hold.

use crate::check;
use pullback::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

#[differentiable]
fn lookup(
    x: &[f64],
    #[constant] m: &HashMap<usize, f64>,
    #[constant] b: &BTreeMap<String, f64>,
    r: std::ops::Range<usize>,
) -> f64 {
    let mut s = 0.0;
    for i in r {
        if let Some(w) = m.get(&i) {
            s += w * x[i] * x[i];
        }
        s += m[&0] * x[i];
        s += m.get(&i).copied().unwrap_or(0.5) * x[i].sin();
        s += *m.get(&0).unwrap() * x[i];
        match m.get(&i) {
            Some(&w) if w > 0.6 => s += w * x[0],
            Some(_) => {}
            None => s += x[1],
        }
        let Some(&q) = m.get(&0) else { continue };
        s += q * x[i].cos();
        s += m.get(&i).map_or(1.0, |w| w * x[i]);
        if m.contains_key(&i) {
            s *= x[i];
        }
    }
    s += b["a"] * x[1] * x[1];
    for (k, v) in b {
        s += v * x[k.len()];
    }
    for (k, v) in m.iter() {
        s += v * x[*k];
    }
    for v in b.values() {
        s += v * x[0];
    }
    s += b.values().sum::<f64>() * x[2];
    s += b.iter().map(|(k, v)| v * x[k.len()]).sum::<f64>();
    if b.contains_key("ab") {
        s *= 2.0;
    }
    let name = "ab";
    s + b.get(name).unwrap() * x[1] + b[name] * x[0]
}
#[differentiable]
fn tables(t: f64, #[constant] tab: &BTreeMap<&'static str, Vec<f64>>) -> f64 {
    let c = &tab["c"];
    let mut p = 0.0;
    for k in c.iter() {
        p = p * t + k;
    }
    p + tab["d"][1] * t + tab.get("d").map(|d| d[0]).unwrap_or(0.0) * t * t
}

#[differentiable]
fn at_members(x: &[f64], #[constant] members: &BTreeSet<usize>) -> f64 {
    let mut sum = 0.0;
    for &i in members {
        sum += x[i] * x[i];
    }
    sum + members.iter().filter(|&&i| i > 0).map(|&i| x[i].sin()).sum::<f64>()
}

#[test]
fn look_ups_by_key() {
    let x = vec![0.5, 0.9, -0.3, 1.3, 0.7];
    let m = HashMap::from([(0, 0.5), (2, 0.7)]);
    let b = BTreeMap::from([("a".to_string(), 0.4), ("ab".to_string(), 0.6)]);
    check!(lookup; &x = x, const &m, const &b, const 0..3);
    let tab = BTreeMap::from([("c", vec![0.3, 0.4]), ("d", vec![0.1, 0.9])]);
    check!(tables; t = 0.4, const &tab);
}

#[test]
fn members_of_a_set() {
    let members = BTreeSet::from([0, 2]);
    check!(at_members; &x = vec![0.3, 0.4, 0.9], const &members);
}
