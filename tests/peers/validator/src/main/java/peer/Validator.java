package peer;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.Executors;
import org.hl7.fhir.exceptions.FHIRException;
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;
import org.hl7.fhir.r5.model.StructureDefinition;
import org.hl7.fhir.r5.utils.validation.constants.ReferenceValidationPolicy;
import org.hl7.fhir.utilities.http.ManagedWebAccess;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.hl7.fhir.utilities.validation.ValidationMessage.IssueSeverity;
import org.hl7.fhir.utilities.validation.ValidationMessage.IssueType;
import org.hl7.fhir.utilities.validation.ValidationMessage.Source;
import org.hl7.fhir.validation.ValidationEngine;
import org.hl7.fhir.validation.instance.InstanceValidator;
import org.hl7.fhir.validation.instance.advisor.BasePolicyAdvisorForFullValidation;

/**
 * Holds resources against FHIR R4 and more packages until it is stopped: {@code Validator PORT PACKAGE…}.
 *
 * <p>A POST brings lines {@code {"id", "resource", "profile"?}} and is answered, in the same order, by lines
 * {@code {"id", "nanoseconds", "issues"}}. Packages are folders, or lie in the package cache of {@code user.home};
 * nothing is fetched, and no terminology server is asked.
 */
public final class Validator {

    private static final Gson JSON =
            new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

    private final ValidationEngine engine;

    /** One for each thread, kept for all its resources: to make one costs more than to validate. */
    private final ThreadLocal<InstanceValidator> validators = ThreadLocal.withInitial(this::validator);

    private Validator(ValidationEngine engine) {
        this.engine = engine;
    }

    public static void main(String[] arguments) throws Exception {
        ManagedWebAccess.setAccessPolicy(ManagedWebAccess.WebAccessPolicy.PROHIBITED);
        var engine = new ValidationEngine.ValidationEngineBuilder()
                .withVersion("4.0.1")
                .withNoTerminologyServer()
                .fromSource("hl7.fhir.r4.core#4.0.1");
        for (var at = 1; at < arguments.length; at++) {
            engine.getIgLoader().loadIg(engine.getIgs(), engine.getBinaries(), arguments[at], false);
        }
        engine.prepare();
        var port = Integer.parseInt(arguments[0]);
        var web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        web.createContext("/", new Validator(engine)::answer);
        web.setExecutor(Executors.newFixedThreadPool(2));
        web.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange;
                var lines = new BufferedReader(
                        new InputStreamReader(exchange.getRequestBody(), StandardCharsets.UTF_8))) {
            var requests = lines.lines().toList();
            exchange.sendResponseHeaders(200, 0);
            var answers = new PrintStream(exchange.getResponseBody(), false, StandardCharsets.UTF_8);
            for (var request : requests) {
                answers.println(JSON.toJson(verdict(JsonParser.parseString(request).getAsJsonObject())));
            }
            answers.flush();
        }
    }

    private JsonObject verdict(JsonObject request) {
        var resource = JSON.toJson(request.get("resource")).getBytes(StandardCharsets.UTF_8);
        var profiles = new ArrayList<StructureDefinition>();
        if (request.has("profile")) {
            var url = request.get("profile").getAsString();
            profiles.add(engine.getContext().fetchResource(StructureDefinition.class, url));
        }
        var messages = new ArrayList<ValidationMessage>();
        var begun = System.nanoTime();
        try {
            validators.get().validate(null, messages, new ByteArrayInputStream(resource), FhirFormat.JSON, profiles);
        } catch (RuntimeException refused) {
            // some resources it cannot even begin with
            messages.add(new ValidationMessage(
                    Source.InstanceValidator, IssueType.EXCEPTION, "", String.valueOf(refused), IssueSeverity.FATAL));
        }
        var took = System.nanoTime() - begun;
        var issues = new JsonArray();
        messages.stream().map(Validator::issue).forEach(issues::add);
        var verdict = new JsonObject();
        verdict.add("id", request.get("id"));
        verdict.addProperty("nanoseconds", took);
        verdict.add("issues", issues);
        return verdict;
    }

    private static JsonObject issue(ValidationMessage message) {
        var issue = new JsonObject();
        issue.addProperty("severity", message.getLevel().toCode());
        issue.addProperty("code", message.getType().toCode());
        issue.addProperty("path", message.getLocation());
        issue.addProperty("message", message.getMessage());
        issue.addProperty("rule", message.getMessageId());
        return issue;
    }

    private InstanceValidator validator() {
        try {
            var validator = engine.getValidator(FhirFormat.JSON);
            validator.setFetcher(new Practice(engine));
            validator.setPolicyAdvisor(
                    new BasePolicyAdvisorForFullValidation(ReferenceValidationPolicy.CHECK_TYPE_IF_EXISTS, Set.of()));
            return validator;
        } catch (FHIRException | IOException problem) {
            throw new IllegalStateException(problem);
        }
    }
}
