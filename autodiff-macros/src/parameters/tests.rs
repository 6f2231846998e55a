//! Every refusal, and the derivatives that an argument's form leads to, as text.

use super::expand;
use quote::quote;

/// The expansion without spaces.
fn expanded(item: proc_macro2::TokenStream) -> String {
    expand(item).to_string().replace(' ', "")
}

fn assert_refused(item: proc_macro2::TokenStream, message: &str) {
    let text = expand(item).to_string();
    assert!(text.contains(message), "no {message:?} in {text}");
    assert_eq!(text.matches("compile_error").count(), 1, "{text}");
}

#[test]
fn an_argument_that_is_a_field_sends_its_derivative_there() {
    let text = expanded(quote! {
        struct M {
            #[prior(Normal(0.0, 5.0))] mu: f64,
            planet: Planet,
            #[prior(Normal(mu, planet.k))] theta: [f64; 8],
        }
    });
    assert!(!text.contains("compile_error"), "{text}");
    assert!(text.contains("shadow.mu.add(arguments_bar[0]);"), "{text}");
    assert!(text.contains("shadow.planet.k.add(arguments_bar[1]);"), "{text}");
    assert!(
        text.contains("distributions::Normal(mu_value,planet_value.k)"),
        "{text}"
    );
    assert!(text.contains("distributions::Normal(self.mu,self.planet.k)"), "{text}");
}

#[test]
fn an_expression_becomes_a_differentiable_function() {
    let text = expanded(quote! {
        struct M {
            #[prior(HalfNormal(1.0))] tau: f64,
            #[prior(Normal(0.0, 1.0))] x: [f64; 2],
            #[prior(Normal(2.0 * tau, (tau * x[1]).exp() + SCALE))] y: f64,
        }
    });
    assert!(
        text.contains("#[::pullback::differentiable]fny_prior_mean(tau:f64)->f64{2.0*tau}"),
        "{text}"
    );
    assert!(
        text.contains("fny_prior_sd(tau:f64,x_1:f64)->f64{(tau*x_1).exp()+SCALE}"),
        "{text}"
    );
    assert!(text.contains("letby_tau=y_prior_mean::grad(self.tau);"), "{text}");
    assert!(
        text.contains("let(by_tau,by_x_1)=y_prior_sd::grad(self.tau,self.x[1]);"),
        "{text}"
    );
    assert!(text.contains("shadow.x[1].add(arguments_bar[1]*by_x_1);"), "{text}");
}

#[test]
fn fields_that_cannot_be_sampled_are_refused() {
    assert_refused(
        quote!(
            struct M {
                mu: f64,
            }
        ),
        "cannot sample the field `mu`: it has no prior",
    );
    assert_refused(
        quote!(
            struct M {
                mu: [f64; 3],
            }
        ),
        "has no prior",
    );
    assert_refused(
        quote!(
            struct M {
                #[prior(Normal(0.0, 1.0))]
                mu: Vec<f64>,
            }
        ),
        "the length of a `Vec` is not known",
    );
    assert_refused(
        quote!(
            struct M {
                #[prior(Normal(0.0, 1.0))]
                mu: f32,
            }
        ),
        "double precision",
    );
    assert_refused(
        quote!(
            struct M {
                n: usize,
            }
        ),
        "`usize` is discrete",
    );
    assert_refused(
        quote!(
            struct M {
                pair: (f64, f64),
            }
        ),
        "the parts of a tuple have no names",
    );
    assert_refused(
        quote!(
            struct M<'a> {
                x: &'a f64,
            }
        ),
        "cannot sample the field `x`: samplers make the values",
    );
    assert_refused(
        quote!(
            struct M {
                #[constant]
                x: f64,
            }
        ),
        "cannot hold the parameter `x` constant",
    );
    assert_refused(
        quote!(
            struct M(f64);
        ),
        "cannot sample the tuple struct `M`",
    );
    assert_refused(
        quote!(
            struct M;
        ),
        "it has no fields",
    );
    assert_refused(
        quote!(
            enum M {
                A,
            }
        ),
        "cannot sample the enum `M`",
    );
}

#[test]
fn priors_that_cannot_be_read_are_refused() {
    assert_refused(
        quote!(
            struct M {
                #[prior(Gaussian(0.0, 1.0))]
                x: f64,
            }
        ),
        "cannot find the distribution `Gaussian`",
    );
    assert_refused(
        quote!(
            struct M {
                #[prior(Normal(0.0))]
                x: f64,
            }
        ),
        "`Normal` takes 2 arguments, not 1",
    );
    assert_refused(
        quote!(
            struct M {
                #[prior(UnitDisk(0.0))]
                x: [f64; 2],
            }
        ),
        "takes no arguments, not 1",
    );
    assert_refused(
        quote!(
            struct M {
                #[prior]
                x: f64,
            }
        ),
        "cannot read this prior",
    );
    assert_refused(
        quote!(
            struct M {
                #[prior("Normal")]
                x: f64,
            }
        ),
        "it is no distribution",
    );
    assert_refused(
        quote!(
            struct M {
                #[prior(Normal(0.0, 1.0))]
                #[prior(Flat)]
                x: f64,
            }
        ),
        "twice",
    );
    assert_refused(
        quote!(
            struct M {
                #[prior(UnitDisk)]
                x: f64,
            }
        ),
        "it is a distribution of pairs",
    );
    assert_refused(
        quote!(
            struct M {
                #[prior(UnitDisk)]
                x: [[f64; 3]; 2],
            }
        ),
        "it is a distribution of pairs",
    );
    let restricted = quote!(
        struct M {
            #[prior(Normal(0.0, 1.0))]
            #[support(positive)]
            x: f64,
        }
    );
    assert_refused(restricted, "cannot restrict the support of a proper prior");
    assert_refused(
        quote!(
            struct M {
                #[prior(Flat)]
                #[support(odd)]
                x: f64,
            }
        ),
        "cannot read this support",
    );
}

#[test]
fn arguments_that_cannot_be_followed_are_refused() {
    let flat = |argument: proc_macro2::TokenStream| {
        quote! {
            struct M {
                #[prior(Flat)] a: f64,
                #[prior(Normal(#argument, 1.0))] b: f64,
                #[prior(Flat)] c: f64,
            }
        }
    };
    assert_refused(
        flat(quote!(c)),
        "cannot use `c` in the prior of `b`: it is declared later",
    );
    assert_refused(flat(quote!(b + 1.0)), "cannot use `b` in its own prior");
    assert_refused(
        flat(quote!(XS[a as usize])),
        "cannot differentiate this expression in a prior",
    );
    assert_refused(flat(quote!(a[c])), "cannot index with a parameter");
    assert_refused(
        flat(quote!({
            let a = 1.0;
            a
        })),
        "cannot differentiate this expression in a prior",
    );
    assert_refused(
        flat(quote!(twice!(a))),
        "cannot differentiate this expression in a prior",
    );
    let bounds = quote!(
        struct M {
            #[prior(Flat)]
            a: f64,
            #[prior(Uniform(0.0, a))]
            b: f64,
        }
    );
    assert_refused(bounds, "cannot sample between bounds that depend on other parameters");
    let support = quote!(
        struct M {
            #[prior(Flat)]
            a: f64,
            #[prior(Flat)]
            #[support(0.0..a)]
            b: f64,
        }
    );
    assert_refused(support, "cannot sample between bounds that depend on other parameters");
}

#[test]
fn errors_are_reported_together() {
    let text = expanded(quote!(
        struct M {
            a: f64,
            n: usize,
            #[prior(Normal(d, 1.0))]
            c: f64,
            #[prior(Flat)]
            d: Vec<f64>,
        }
    ));
    assert_eq!(text.matches("compile_error").count(), 4, "{text}");
}
