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
    assert!(
        text.contains("shadow.mu.add(::core::convert::AsRef::<[f64]>::as_ref(&arguments_bar)[0]);"),
        "{text}"
    );
    assert!(
        text.contains("shadow.planet.k.add(::core::convert::AsRef::<[f64]>::as_ref(&arguments_bar)[1]);"),
        "{text}"
    );
    assert!(
        text.contains("letargument_0=self.mu;letargument_1=self.planet.k;"),
        "{text}"
    );
    assert!(text.contains("distributions::Normal(argument_0,argument_1)"), "{text}");
}

#[test]
fn bounds_of_a_truncated_distribution_are_arguments() {
    let text = expanded(quote! {
        struct M {
            #[prior(HalfNormal(1.0))] tau: f64,
            #[prior(Truncated(Normal(0.0, tau), 0.0, 2.0 * tau))] x: f64,
        }
    });
    assert!(!text.contains("compile_error"), "{text}");
    assert!(
        text.contains("distributions::Truncated(::pullback::sampler::distributions::Normal(0.0,argument_1),0.0,x_prior_3(argument_3_tau))"),
        "{text}"
    );
    assert!(text.contains("as_ref(&arguments_bar)[3]*by_tau"), "{text}");
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
    assert!(
        text.contains("shadow.x[1].add(::core::convert::AsRef::<[f64]>::as_ref(&arguments_bar)[1]*by_x_1);"),
        "{text}"
    );
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
                mu: Vec<[f64; 2]>,
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
    assert_refused(
        quote!(
            struct M {
                #[prior(Normal(0.0, 1.0), twice)]
                x: f64,
            }
        ),
        "`twice` after the distribution means nothing",
    );
    assert_refused(
        quote!(
            struct M {
                #[prior(Gamma(2.0, 1.0), non_centred)]
                x: f64,
            }
        ),
        "cannot sample `Gamma` non-centred",
    );
    assert_refused(
        quote!(
            struct M {
                #[prior(Truncated(0.0, 1.0))]
                x: f64,
            }
        ),
        "`Truncated` takes a distribution and two bounds",
    );
    assert_refused(
        quote!(
            struct M {
                #[prior(Truncated(Normal(0.0, 1.0), 0.0, 1.0), non_centred)]
                x: f64,
            }
        ),
        "cannot sample `Normal` non-centred",
    );
    assert_refused(
        quote!(
            struct M {
                #[prior(Truncated(Normal(0.0, 1.0), 0.0, 1.0))]
                #[support(positive)]
                x: f64,
            }
        ),
        "cannot restrict the support of a truncated distribution",
    );
    assert_refused(
        quote!(
            struct M {
                #[prior(Normal(0.0, 1.0), non_centred)]
                #[support(ordered)]
                x: [f64; 2],
            }
        ),
        "cannot restrict the support of a non-centred prior",
    );
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
}

#[test]
fn restrictions_that_change_more_than_a_constant_are_refused() {
    let model = |prior: proc_macro2::TokenStream, support: proc_macro2::TokenStream| {
        quote! {
            struct M {
                #[prior(HalfNormal(1.0))] a: f64,
                #[prior(#prior)] #[support(#support)] b: [f64; 3],
            }
        }
    };
    let parameters = "cannot restrict the support of a prior whose arguments are parameters";
    assert_refused(model(quote!(Normal(0.0, a)), quote!(positive)), parameters);
    assert_refused(model(quote!(Normal(0.0, a)), quote!(0.0..)), parameters);
    assert_refused(model(quote!(Normal(0.0, a)), quote!(positive_ordered)), parameters);
    assert_refused(
        model(quote!(Normal(0.0, 1.0)), quote!(..a)),
        "cannot restrict a proper prior by bounds that depend on other parameters",
    );
    for (prior, support) in [
        (quote!(Normal(0.0, a)), quote!(ordered)),
        (quote!(Normal(0.0, 1.0)), quote!(positive_ordered)),
        (quote!(Normal([0.0, 1.0, 2.0], 1.0)), quote!(ordered)),
        (quote!(Flat), quote!(lower = a, upper = 2.0 * a)),
        (quote!(Normal(0.0, 1.0)), quote!(..3.0)),
    ] {
        let text = expanded(model(prior, support));
        assert!(!text.contains("compile_error"), "{text}");
    }
}

#[test]
fn axes_and_lists_that_do_not_fit_are_refused() {
    let field = |attributes: proc_macro2::TokenStream, ty: proc_macro2::TokenStream| {
        quote! {
            struct M {
                #[prior(Flat)] a: [f64; 3],
                #[prior(Flat)] table: [[f64; 3]; 2],
                #attributes b: #ty,
            }
        }
    };
    let normal = quote!(#[prior(Normal(0.0, 1.0))]);
    assert_refused(
        field(quote!(#normal #[dims(a, b)]), quote!([f64; 3])),
        "cannot name 2 axes of `b`: it has 1 axis",
    );
    assert_refused(
        field(quote!(#normal #[dims]), quote!([f64; 3])),
        "cannot read these axes",
    );
    assert_refused(
        field(quote!(#normal #[dims(a)]), quote!(Vec<Vec<f64>>)),
        "the length of a `Vec` is not known",
    );
    assert_refused(
        field(quote!(#[dims(a)]), quote!(Vec<f64>)),
        "cannot sample the field `b`: it has no prior",
    );
    assert_refused(field(quote!(#normal #[dims(a)]), quote!(Vec<f32>)), "double precision");
    assert_refused(
        field(quote!(#[prior(Normal(a, 1.0))]), quote!(f64)),
        "only fields with one axis have an element for each",
    );
    assert_refused(
        field(quote!(#[prior(Normal(table, 1.0))]), quote!([f64; 2])),
        "cannot use the table `table`",
    );
    for prior in [
        quote!(a),
        quote!(table[1]),
        quote!(2.0 * a + table[0]),
        quote!(a[0]),
        quote!([1.0, 2.0, 3.0]),
    ] {
        let text = expanded(field(quote!(#[prior(Normal(#prior, 1.0))]), quote!([f64; 3])));
        assert!(!text.contains("compile_error"), "{text}");
    }
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
            d: f64,
            #[prior(Flat)]
            e: Vec<f64>,
        }
    ));
    // No prior, a discrete field, a later field, a vector without a name for its axis.
    assert_eq!(text.matches("compile_error").count(), 4, "{text}");
}
