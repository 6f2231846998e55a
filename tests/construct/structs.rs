//! Structs with `#[derive(Differentiable)]`: fields, nests, literals, updates, constant fields.

use crate::{check, check_in_place, check_map, numbers};
use pullback::prelude::*;

#[derive(Differentiable, Clone, Copy, Debug)]
struct Vector {
    x: f64,
    y: f64,
}
numbers!(Vector, VectorTangent; { x, y });

#[derive(Differentiable, Clone, Copy, Debug)]
struct Body {
    mass: f64,
    position: Vector,
    velocity: Vector,
}
numbers!(Body, BodyTangent; { mass, position, velocity });

#[derive(Differentiable, Clone, Debug)]
struct System {
    bodies: Vec<Body>,
    weights: [f64; 2],
    #[constant]
    steps: usize,
    #[constant]
    table: Vec<f64>,
}
numbers!(System, SystemTangent; { bodies, weights });

#[derive(Differentiable, Clone, Debug)]
struct Both(f64, [f64; 2]);
numbers!(Both, BothTangent; { 0, 1 });

fn system() -> System {
    let body = |mass, x, y| Body {
        mass,
        position: Vector { x, y },
        velocity: Vector {
            x: 0.1 * y,
            y: -0.2 * x,
        },
    };
    System {
        bodies: vec![body(1.0, 0.3, -0.4), body(0.5, -1.0, 0.6), body(0.2, 0.8, 1.1)],
        weights: [0.7, 1.3],
        steps: 2,
        table: vec![0.5, -1.5],
    }
}

#[differentiable]
fn energy(system: &System) -> f64 {
    let mut kinetic = 0.0;
    let mut potential = 0.0;
    for (i, body) in system.bodies.iter().enumerate() {
        let v = &body.velocity;
        kinetic += 0.5 * body.mass * (v.x * v.x + v.y * v.y);
        for other in &system.bodies[..i] {
            let (dx, dy) = (body.position.x - other.position.x, body.position.y - other.position.y);
            potential -= body.mass * other.mass / dx.hypot(dy);
        }
    }
    let mut sum = system.weights[0] * kinetic + system.weights[1] * potential;
    for k in 0..system.steps {
        sum *= system.table[k] + sum * system.table.len() as f64;
    }
    sum
}

#[test]
fn fields_of_nested_structs() {
    check!(energy; &system = system());
}

#[differentiable]
fn advanced(system: &System, dt: f64) -> System {
    let mut next = system.clone();
    for _ in 0..system.steps {
        for i in 0..next.bodies.len() {
            let body = next.bodies[i];
            next.bodies[i].position.x += dt * body.velocity.x;
            next.bodies[i].position.y += dt * body.velocity.y * next.weights[0];
            next.bodies[i].velocity = Vector {
                x: -body.position.x,
                y: body.velocity.x * next.table[1],
            };
        }
        next.weights[1] *= next.bodies[0].mass;
    }
    next
}

#[test]
fn structs_are_copied_changed_and_returned() {
    check_map!(advanced; &system = system(), dt = 0.1);
}

#[differentiable]
fn literals(x: f64, y: f64) -> Body {
    let position = Vector { x: x * y, y };
    let velocity = Vector {
        y: position.x * x,
        ..position
    };
    let body = Body {
        mass: x,
        position,
        velocity,
    };
    let heavier = Body {
        mass: body.mass * body.velocity.y,
        ..body
    };
    let Body {
        mass,
        position: Vector { x: a, .. },
        velocity: ref v,
    } = heavier;
    Body {
        mass: mass * a * v.x,
        ..heavier
    }
}

#[differentiable]
fn tuple_structs(pair: &Both, x: f64) -> Both {
    let Both(a, [b, c]) = pair;
    let mut next = Both(a * x, [b * c, *c]);
    next.0 += next.1[0];
    next.1[1] *= next.0 * pair.0;
    next
}

#[test]
fn literals_updates_and_patterns() {
    check_map!(literals; x = 0.7, y = 1.2);
    check_map!(tuple_structs; &pair = Both(0.3, [1.2, -0.4]), x = 0.7);
}

#[differentiable]
fn by_value(mut body: Body, factor: f64) -> f64 {
    body.mass *= factor;
    let old = body;
    body.position = body.velocity;
    body.position.x *= old.position.y;
    body.velocity.x = body.position.x * body.mass;
    body.velocity.x * old.position.x + body.position.y
}

#[differentiable]
fn kick(body: &mut Body, force: &Vector) {
    let dt = 0.5 / body.mass;
    body.velocity.x += force.x * dt;
    body.velocity.y += force.y * dt * body.velocity.x;
    body.position.x *= body.velocity.y;
}

#[test]
fn structs_by_value_and_in_place() {
    let body = system().bodies[1];
    check!(by_value; body = body, factor = 0.7);
    check_in_place!(kick; body = body; &force = Vector { x: 0.3, y: -0.6 });
}

#[differentiable]
fn arrays_of_structs(points: &[Vector; 3], list: Vec<Vector>) -> f64 {
    let mut all = [points[2], points[0], list[0]];
    all.swap(0, 1);
    all[1].x *= all[0].y;
    all[2] = all[1];
    all[2].y = all[1].x * list[1].x;
    let mut sum = 0.0;
    for p in &all {
        sum += p.x * p.y;
    }
    for p in all.iter_mut() {
        p.x *= sum;
    }
    sum * all[0].x + all[2].x
}

#[test]
fn arrays_of_structs_are_changed_in_place() {
    let points = [
        Vector { x: 0.3, y: 1.2 },
        Vector { x: -0.5, y: 0.8 },
        Vector { x: 0.9, y: 0.4 },
    ];
    check!(arrays_of_structs; &points = points, list = points.to_vec());
}

const REST: Vector = Vector { x: 0.0, y: 0.5 };
const PAIR: (f64, f64) = (0.5, 2.0);

#[differentiable]
fn overwritten_by_constants(list: &[Vector], pairs: [(f64, f64); 2]) -> f64 {
    let (mut all, mut pairs) = (list.to_vec(), pairs);
    let before = all[0].x * pairs[1].0;
    all[0] = REST;
    pairs[1] = PAIR;
    all[1] = Vector { x: before, ..all[0] };
    let mut one = all[1];
    let kept = one.x * one.y;
    one = REST;
    one.x += all[1].x * pairs[1].1;
    one.x * kept + all[0].y * pairs[0].0 + one.y
}

#[test]
fn constants_overwrite_structs() {
    check!(overwritten_by_constants; &list = vec![Vector { x: 0.3, y: 1.2 }, Vector { x: -0.5, y: 0.8 }],
        pairs = [(0.2, 0.4), (0.6, 0.8)]);
}

#[differentiable]
fn mutable_struct_in_loop(start: Vector, n: usize) -> f64 {
    let mut state = start;
    for k in 0..n {
        let next = Vector {
            x: state.y * start.x,
            y: state.x - state.y * k as f64,
        };
        state = if next.x > 0.1 {
            next
        } else {
            Vector { x: next.y, ..state }
        };
    }
    state.x * state.y
}

#[test]
fn whole_structs_are_carried_through_loops() {
    for n in 0..5 {
        check!(mutable_struct_in_loop; start = Vector { x: 0.7, y: 1.2 }, const n);
    }
}

#[derive(Differentiable, Clone, Copy, Debug)]
struct Pair {
    first: f64,
    second: f64,
}
numbers!(Pair, PairTangent; { first, second });

/// No `f64` in the signature says what the literals are.
#[allow(clippy::vec_init_then_push, clippy::useless_vec)]
#[differentiable]
fn literals_of_the_fields_type(pair: Pair) -> Pair {
    let mut both = [0.0; 2];
    let mut longer = vec![0.5; 3];
    for i in 0..2 {
        both[i] += pair.first * longer[i] + pair.second;
        longer[i + 1] *= both[i];
    }
    let mut grown = Vec::new();
    grown.push(0.0);
    grown[0] = longer[2] * both[1];
    Pair {
        first: both[0] * grown[0],
        second: longer[1],
    }
}

#[test]
fn literals_take_the_type_of_a_struct() {
    check_map!(literals_of_the_fields_type; pair = Pair { first: 0.4, second: 1.3 });
}

#[derive(Differentiable, Clone, Debug)]
struct Counted {
    x: f64,
    speed: Vec<f64>,
    #[constant]
    count: usize,
    #[constant]
    table: Vec<f64>,
}
numbers!(Counted, CountedTangent; { x, speed });

#[differentiable]
fn recounted(x: Counted, y: f64) -> Counted {
    let mut copy = x.clone();
    copy.count = x.count;
    copy.speed = vec![copy.x, y];
    let negated = Counted {
        x: -copy.x,
        count: 3 + 1,
        ..copy.clone()
    };
    Counted {
        speed: vec![negated.x, y * negated.speed[1]],
        count: negated.count,
        ..negated
    }
}

#[differentiable]
fn counts(counted: &mut Counted, x: &f64) {
    counted.count += 1;
    counted.table = vec![0.3, 0.4];
    counted.speed = vec![*x, 0.5, counted.x];
    counted.x *= counted.table[0] * x;
}

/// A field marked `#[constant]` that gets another value, whatever its type.
#[test]
fn constant_fields_assigned() {
    let counted = Counted {
        x: 0.3,
        speed: vec![0.2],
        count: 2,
        table: vec![0.5],
    };
    check_map!(recounted; x = counted.clone(), y = 0.8);
    check_in_place!(counts; counted = counted.clone(); &x = 0.3);
}

/// A variable that varies with nothing, and has the name of a field.
#[differentiable]
fn fields_and_variables_of_one_name(x: f64) -> f64 {
    let y = x;
    let x = 2.0_f64;
    let unit = Vector { x: x.sqrt(), y: 0.5 };
    let x = 3.0_f64;
    let other = Vector { x, y: x };
    let Vector { x: a, y: b } = Vector { x, y: 0.2 };
    y * (unit.x + unit.y * other.x - other.y * a) + b * y * y
}

#[test]
fn variables_named_like_fields() {
    check!(fields_and_variables_of_one_name; x = 0.7);
}
