package javax.annotation;

/** Java 11 has it no more, and the generated code names it. */
public @interface Generated {
    String[] value();

    String comments() default "";
}
