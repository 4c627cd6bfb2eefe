package peer;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;
import org.hl7.fhir.r5.model.StructureDefinition;
import org.hl7.fhir.r5.utils.validation.constants.ReferenceValidationPolicy;
import org.hl7.fhir.utilities.http.ManagedWebAccess;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.hl7.fhir.validation.ValidationEngine;
import org.hl7.fhir.validation.instance.InstanceValidator;
import org.hl7.fhir.validation.instance.advisor.BasePolicyAdvisorForFullValidation;

/**
 * Holds resources against FHIR R4 and the packages named as arguments: {@code Validator PACKAGE…}.
 *
 * <p>Each line of the input is {@code {"id", "resource", "profile"?}}; each line of the output, in the same order,
 * {@code {"id", "nanoseconds", "issues"}}. The first line of the output is {@code {"ready": true}}. Definitions come
 * from {@code user.home}/.fhir/packages and from folders; nothing is fetched, and no terminology server is asked.
 */
public final class Validator {

    private static final Gson GSON =
            new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

    private Validator() {}

    public static void main(String[] packages) throws Exception {
        var output = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        // the library writes what it does to the standard output
        System.setOut(System.err);
        ManagedWebAccess.setAccessPolicy(ManagedWebAccess.WebAccessPolicy.PROHIBITED);
        var engine = engine(packages);
        // kept for all resources: it resets itself, and a new one for each would cost more than the validation
        var validator = engine.getValidator(FhirFormat.JSON);
        output.println("{\"ready\": true}");
        output.flush();
        try (var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (var line = input.readLine(); line != null; line = input.readLine()) {
                output.println(GSON.toJson(answer(engine, validator, line)));
                output.flush();
            }
        }
    }

    private static ValidationEngine engine(String[] packages) throws Exception {
        var engine = new ValidationEngine.ValidationEngineBuilder()
                .withVersion("4.0.1")
                .withNoTerminologyServer()
                .fromSource("hl7.fhir.r4.core#4.0.1");
        for (var source : packages) {
            engine.getIgLoader().loadIg(engine.getIgs(), engine.getBinaries(), source, false);
        }
        engine.prepare();
        // what a reference points to is elsewhere, but its type can be seen
        engine.setPolicyAdvisor(new BasePolicyAdvisorForFullValidation(
                ReferenceValidationPolicy.CHECK_TYPE_IF_EXISTS, Set.of()));
        engine.setFetcher(null);
        return engine;
    }

    private static JsonObject answer(ValidationEngine engine, InstanceValidator validator, String line)
            throws Exception {
        var request = JsonParser.parseString(line).getAsJsonObject();
        var resource = GSON.toJson(request.get("resource")).getBytes(StandardCharsets.UTF_8);
        var profiles = new ArrayList<StructureDefinition>();
        if (request.has("profile")) {
            var url = request.get("profile").getAsString();
            profiles.add(engine.getContext().fetchResource(StructureDefinition.class, url));
        }
        var messages = new ArrayList<ValidationMessage>();
        var begun = System.nanoTime();
        validator.validate(null, messages, new ByteArrayInputStream(resource), FhirFormat.JSON, profiles);
        var took = System.nanoTime() - begun;
        var answer = new JsonObject();
        answer.add("id", request.get("id"));
        answer.addProperty("nanoseconds", took);
        answer.add("issues", issues(messages));
        return answer;
    }

    private static JsonArray issues(List<ValidationMessage> messages) {
        var issues = new JsonArray();
        for (var message : messages) {
            var issue = new JsonObject();
            issue.addProperty("severity", message.getLevel().toCode());
            issue.addProperty("code", message.getType().toCode());
            issue.addProperty("path", message.getLocation());
            issue.addProperty("message", message.getMessage());
            issue.addProperty("id", message.getMessageId());
            issues.add(issue);
        }
        return issues;
    }
}
