package peer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.hl7.fhir.exceptions.FHIRException;
import org.hl7.fhir.r5.context.IWorkerContext.VersionResolutionRules;
import org.hl7.fhir.r5.elementmodel.Element;
import org.hl7.fhir.r5.elementmodel.Manager;
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;
import org.hl7.fhir.r5.model.CanonicalResource;
import org.hl7.fhir.r5.model.CanonicalType;
import org.hl7.fhir.r5.utils.validation.IResourceValidator;
import org.hl7.fhir.r5.utils.validation.IValidatorResourceFetcher;
import org.hl7.fhir.validation.ValidationEngine;

/** A practice that has whatever is referred to: {@code Patient/1} is a Patient, of which nothing else is known. */
final class Practice implements IValidatorResourceFetcher {

    private static final Pattern LITERAL = Pattern.compile("(?:.*/)?([A-Z][A-Za-z]+)/[A-Za-z0-9.-]{1,64}");

    private final ValidationEngine engine;

    Practice(ValidationEngine engine) {
        this.engine = engine;
    }

    @Override
    public Element fetch(IResourceValidator validator, Object context, String url) throws FHIRException, IOException {
        var literal = LITERAL.matcher(url);
        if (!literal.matches() || engine.getContext().fetchTypeDefinition(literal.group(1)) == null) {
            return null;
        }
        var resource = "{\"resourceType\": \"" + literal.group(1) + "\"}";
        var stream = new ByteArrayInputStream(resource.getBytes(StandardCharsets.UTF_8));
        return Manager.parseSingle(engine.getContext(), stream, FhirFormat.JSON);
    }

    @Override
    public boolean resolveURL(
            IResourceValidator validator,
            Object context,
            String path,
            String url,
            VersionResolutionRules rules,
            String type,
            boolean canonical,
            List<CanonicalType> targets)
            throws FHIRException {
        return engine.resolveURL(validator, context, path, url, rules, type, canonical, targets);
    }

    @Override
    public byte[] fetchRaw(IResourceValidator validator, String url) throws IOException {
        return engine.fetchRaw(validator, url);
    }

    @Override
    public CanonicalResource fetchCanonicalResource(IResourceValidator validator, Object context, String url)
            throws URISyntaxException {
        return engine.fetchCanonicalResource(validator, context, url);
    }

    @Override
    public boolean fetchesCanonicalResource(IResourceValidator validator, String url) {
        return engine.fetchesCanonicalResource(validator, url);
    }

    @Override
    public Set<ResourceVersionInformation> fetchCanonicalResourceVersions(
            IResourceValidator validator, Object context, String url) {
        return engine.fetchCanonicalResourceVersions(validator, context, url);
    }

    @Override
    public IValidatorResourceFetcher setLocale(Locale locale) {
        return this;
    }
}
