// Reads OWL files with the OWL API and says what it finds, one line a file: axioms, annotated axioms, undeclared
// entities, imports, violations of OWL 2 DL, and a digest of all axioms that does not depend on their order.

import java.io.File;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.TreeSet;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.model.OWLAxiom;
import org.semanticweb.owlapi.model.OWLDeclarationAxiom;
import org.semanticweb.owlapi.model.OWLEntity;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.profiles.OWL2DLProfile;
import org.semanticweb.owlapi.profiles.OWLProfileReport;
import org.semanticweb.owlapi.profiles.OWLProfileViolation;

public class ReadOwl {
    public static void main(String[] files) throws Exception {
        for (String file : files) {
            OWLOntology ontology = OWLManager.createOWLOntologyManager().loadOntologyFromOntologyDocument(new File(file));
            int annotated = 0;
            int declarations = 0;
            TreeSet<String> axioms = new TreeSet<String>();
            for (OWLAxiom axiom : ontology.getAxioms()) {
                annotated += axiom.isAnnotated() ? 1 : 0;
                declarations += axiom instanceof OWLDeclarationAxiom ? 1 : 0;
                axioms.add(axiom.toString());
            }
            int undeclared = 0;
            for (OWLEntity entity : ontology.getSignature()) {
                // The datatypes of XML Schema are declared nowhere.
                if (!entity.isOWLDatatype() && !ontology.isDeclared(entity) && !entity.isBuiltIn()) {
                    undeclared++;
                    System.out.println("undeclared " + entity);
                }
            }
            OWLProfileReport report = new OWL2DLProfile().checkOntology(ontology);
            for (OWLProfileViolation violation : report.getViolations()) {
                System.out.println("violation " + violation);
            }
            System.out.println(String.join("\t", new File(file).getName(), "iri=" + ontology.getOntologyID().getOntologyIRI(),
                "version=" + ontology.getOntologyID().getVersionIRI(),
                "axioms=" + ontology.getAxiomCount(), "annotated=" + annotated, "declarations=" + declarations,
                "undeclared=" + undeclared, "imports=" + ontology.getImportsDeclarations().size(),
                "header=" + ontology.getAnnotations().size(), "dl=" + report.isInProfile(),
                "digest=" + digest(axioms)));
        }
    }

    private static String digest(TreeSet<String> axioms) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(axioms.toString().getBytes("UTF-8"));
        return new BigInteger(1, hash).toString(16);
    }
}
